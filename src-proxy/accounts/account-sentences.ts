import { isLost, type Standing } from './standing.ts';

const sentences: Readonly<Record<string, string>> = {
  refresh_token_expired: 'The sign-in has expired. Sign in to this account again.',
  refresh_token_reused:
    'Another program used this sign-in and made ours invalid. Sign in again, and let only one program keep it.',
  refresh_answer_lost:
    'The answer to a renewal of this sign-in was lost on its way to us, and with it the new tokens. Sign in to this account again.',
  refresh_token_invalidated: 'The sign-in was revoked. Sign in to this account again.',
  invalid_refresh_token: 'The sign-in is not accepted any more. Sign in to this account again.',
  invalid_grant: 'The sign-in is not accepted any more. Sign in to this account again.',
  token_invalidated: 'The session was ended. Sign in to this account again.',
  token_revoked: 'The session was revoked. Sign in to this account again.',
  token_expired: 'The access token has expired and could not be renewed. Sign in to this account again.',
  app_session_terminated: 'The ChatGPT session ended. Sign in to this account again.',
  account_session_expired: 'The ChatGPT session ended. Sign in to this account again.',
  repeated_refusals:
    'The upstream refused this account several times in a row without saying why. Sign in to this account again.',
  account_auth_invalidated: 'The upstream refused a fresh token. Sign in to this account again.',
  invalid_workspace_selected: 'The workspace of this sign-in cannot be used. Sign in again and choose another.',
  tokens_missing: 'The tokens of this account are not in the vault. Import its auth.json or sign in again.',
  sign_in_unfinished: 'Signing in to this account was cut off before it was complete. Sign in to it again.',
  account_deactivated: 'OpenAI has deactivated this account.',
  account_suspended: 'OpenAI has suspended this account.',
  account_deleted: 'This account was deleted at OpenAI.',
  deactivated_workspace: 'The workspace of this account was deactivated.',
  usage_not_paid:
    'The upstream wants a payment before it tells the usage of this account (HTTP 402). Settle that with OpenAI, then resume it.',
  usage_not_found:
    'The upstream does not know the usage of this account any more (HTTP 404). Resume it to try again, or remove it.',
};

/** Codes that have a sentence of their own. */
export const lossCodes: readonly string[] = Object.keys(sentences);

/** The sentence that a person reads under the account's name; `null` when there is nothing to say. */
export function statusSentence(standing: Standing): string | null {
  const reason = standing.deactivationReason;
  switch (standing.status) {
    case 'active':
      return null;
    case 'paused':
      return isLost(standing)
        ? `Paused by you. Meanwhile: ${lossSentence(reason)}`
        : 'Paused by you. Resume it to use it again.';
    case 'rate_limited':
      return 'The usage limit is reached. It comes back by itself when the window resets.';
    case 'quota_exceeded':
      return reason === 'usage_not_included'
        ? 'The plan of this account does not include Codex.'
        : 'The quota is used up. It comes back by itself once the upstream reports room.';
    default:
      return lossSentence(reason);
  }
}

function lossSentence(reason: string | null): string {
  return (reason === null ? null : sentenceOf(reason)) ?? `The account was refused (${reason ?? 'no reason given'}).`;
}

/**
 * What a failure's code means for the account; `null` for one that is not known. Codes are the upstream's words, so one
 * that is a word of the language, such as `constructor`, must find nothing.
 */
export function sentenceOf(code: string): string | null {
  return Object.hasOwn(sentences, code) ? (sentences[code] ?? null) : null;
}
