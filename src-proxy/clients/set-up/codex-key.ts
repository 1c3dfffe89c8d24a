import { told } from '../../contract/told.ts';
import { keptElsewhere, type SentKey } from './client-key.ts';
import { tableIn, textIn, type Table } from './codex-tables.ts';

export const keyNeedsProvider = told(
  'note.key_needs_provider',
  {},
  'The built-in form cannot carry a key, so this is the provider form. To keep the built-in one, leave the key out here and sign Codex in with it: codex login --with-api-key.',
);

/** The key that stands in the table of a provider of the Codex CLI. */
export function keyOf(provider: Table): string | null {
  const header = textIn(tableIn(provider, 'http_headers'), 'Authorization');
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? textIn(provider, 'experimental_bearer_token');
}

/** The key that a provider sends by its table; that it may be the sign-in's is for others to see. */
export function keyBy(provider: Table): SentKey {
  const isElsewhere =
    textIn(provider, 'env_key') !== null || textIn(tableIn(provider, 'env_http_headers'), 'Authorization') !== null;
  return keyOf(provider) ?? (isElsewhere ? keptElsewhere : null);
}

const places = ['env_key', 'env_key_instructions', 'env_http_headers', 'requires_openai_auth'];

/** What of the table says where the key is kept instead. */
export function keyPlacesIn(provider: Table): Table {
  return Object.fromEntries(Object.entries(provider).filter(([name]) => places.includes(name)));
}

/** As lines of TOML. */
export function linesOfPlaces(found: Table): string[] {
  return Object.entries(found).map(([name, value]) => `${name} = ${inlineOf(value)}`);
}

function inlineOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)} = ${inlineOf(member)}`);
  return `{ ${members.join(', ')} }`;
}
