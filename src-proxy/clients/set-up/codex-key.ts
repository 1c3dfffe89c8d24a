import { told } from '../../contract/told.ts';
import { tableIn, textIn, type Table } from './codex-tables.ts';

export const keyNeedsProvider = told(
  'note.key_needs_provider',
  {},
  'The built-in form cannot carry a key, so this is the provider form. To keep the built-in one, leave the key out here and sign Codex in with it: codex login --with-api-key.',
);

/** The key that a provider of the Codex CLI sends by its table; `null` for none, and for one that a variable holds. */
export function keyOf(provider: Table): string | null {
  const header = textIn(tableIn(provider, 'http_headers'), 'Authorization');
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? textIn(provider, 'experimental_bearer_token');
}
