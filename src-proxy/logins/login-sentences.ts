import type { LoginFailure } from '../providers/login-endpoint.ts';
import type { CallbackProblem } from './callback-address.ts';

/** What a person is told when a sign-in does not come about: what happened, and what to do. */

const callbackSentences: Readonly<Record<CallbackProblem, string>> = {
  oauth_callback_invalid:
    'This is not the address that the browser ended on. It begins with http://localhost and holds a code and a state.',
  oauth_callback_wrong_address:
    'This address belongs to another sign-in page or port. Copy the one on which this sign-in ended.',
  oauth_state_missing: 'The address holds no state, so it cannot be told which sign-in it belongs to. Copy all of it.',
  oauth_state_unknown: 'This answer does not belong to a sign-in that was started here. Start again.',
  oauth_state_used: 'This answer has been used already; each is good for one sign-in. Start again if you need another.',
  oauth_flow_expired: 'This sign-in took too long and has ended. Start again.',
  oauth_flow_ended: 'This sign-in has ended already. Start again.',
};

export function callbackSentence(problem: CallbackProblem): string {
  return callbackSentences[problem];
}

export const loginSentences = {
  cancelled: 'The sign-in was cancelled.',
  cancelledByProgram:
    'Another program asked for the sign-in port, as `codex login` does, so this sign-in was cancelled. Start again once it is done.',
  crowdedOut: 'Too many sign-ins were open at once, so the oldest one was ended.',
  stopping: 'Evenkeel was stopped before the sign-in was finished.',
  expired: 'Nobody finished the sign-in in time. Start again.',
  deviceExpired: 'The code has expired. Start again to get a new one.',
  anotherAccount: 'The account you signed in as is not the one being re-authenticated. Nothing was changed.',
  accountGone: 'The account was removed while you signed in. Nothing was changed.',
  nobody: 'The tokens do not say whose account they are for, so it could not be added.',
  notStored: 'The account could not be stored. The log has the details.',
} as const;

const refusals: Readonly<Record<string, string>> = {
  access_denied: 'The sign-in was declined in the browser. Start again if that was a mistake.',
  expired_token: loginSentences.deviceExpired,
  invalid_grant: 'The sign-in service did not accept the code: it is too old, or has been used. Start again.',
};

/** The issuer refused: on the page, at the exchange, or while the code was waited for. */
export function refusalSentence(code: string, words: string | null): string {
  return refusals[code] ?? `The sign-in service refused the sign-in: ${words ?? code}`;
}

export function failureSentence(failure: LoginFailure): string {
  if (failure.code === 'upstream_unreachable' || failure.code === 'proxy_network_unavailable')
    return `The sign-in service cannot be reached. Check the network. ${failure.message}`;
  if (failure.passing) return `The sign-in service is out of order. Try again later. ${failure.message}`;
  if (failure.code === 'invalid_response' || failure.code === 'device_auth_unavailable') return failure.message;
  return refusalSentence(failure.code, failure.message);
}
