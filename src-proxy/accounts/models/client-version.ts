import type { ListedModel } from '../../providers/provider.ts';

/** A Codex client's version, and what the upstream's models ask of it: `minimal_client_version`, as a text or as numbers. */
export type ClientVersion = readonly [major: number, minor: number, patch: number];

const written = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?![\d.])/;

/** `null` for what is none; what stands behind the third number does not count. */
export function readClientVersion(given: unknown): ClientVersion | null {
  const parts = typeof given === 'string' ? written.exec(given)?.slice(1).map(Number) : given;
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [major, minor, patch] = parts as unknown[];
  return typeof major === 'number' && typeof minor === 'number' && typeof patch === 'number'
    ? [major, minor, patch]
    : null;
}

export function isNewer(one: ClientVersion, other: ClientVersion): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at !== -1 && (one[at] ?? 0) > (other[at] ?? 0);
}

/** Whether a client of that version can be given the model; of an unknown version it is not known to be too old. */
export function isForClient(model: ListedModel, version: ClientVersion | null): boolean {
  const least = readClientVersion(model['minimal_client_version']);
  return version === null || least === null || !isNewer(least, version);
}
