import { engineWords } from '../../i18n/messages.ts';
import { refusalWords } from '../../i18n/refusal-words.ts';

/** With which the service itself says no (RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core, 3.1.2.6), as far as no words are theirs alone. */
const serviceRefusals: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'consent_required',
]);

/** How a sign-in ended, in the language of the page; `null` in English, and where nobody here knows what the code means. */
export function endWords(code: string | null): string | null {
  if (engineWords === null || code === null) return null;
  const { said } = engineWords;
  const refused = serviceRefusals.has(code) ? said['login.refused'] : undefined;
  return said[`login.${code}`] ?? refusalWords(code) ?? refused ?? null;
}
