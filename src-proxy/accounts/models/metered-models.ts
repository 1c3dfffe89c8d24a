import type { AdditionalLimit } from '../../storage/store.ts';

type NamedLimit = Pick<AdditionalLimit, 'limitName' | 'meteredFeature'>;

/** Limits beside the account's own, and the models that they meter (codex-lb, registry of additional quotas). */
const metered: readonly { readonly names: readonly string[]; readonly models: readonly string[] }[] = [
  { names: ['codex_bengalfox', 'codex_other', 'codex_spark'], models: ['gpt-5.3-codex-spark'] },
];

/** Whether a limit meters the model; `null` where nobody knows what it meters. */
export function metersModel({ limitName, meteredFeature }: NamedLimit, model: string): boolean | null {
  // Some are called as their model is.
  if (limitName.toLowerCase() === model.toLowerCase()) return true;
  const name = limitName.toLowerCase();
  const known =
    metered.find(({ names }) => meteredFeature !== null && names.includes(meteredFeature)) ??
    metered.find(({ names }) => names.includes(name));
  return known === undefined ? null : known.models.includes(model);
}
