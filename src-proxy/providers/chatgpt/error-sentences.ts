import type { FailureClass } from '../provider.ts';

/** What some refusals say in their sentence alone: it goes before their code and their status. */

/** Of work that the upstream holds to be about security, and does not do for whoever is not cleared for it. */
const securityHints = /flagged for possible cybersecurity risk|authorized for security work|chatgpt\.com\/cyber/i;

export function classOfSentence(statusCode: number | null, message: string): FailureClass | null {
  if (/encrypted content .*could not be (verified|decrypted)/i.test(message)) return 'foreign_content';
  if ((statusCode === 400 || statusCode === null) && isUnsupportedModel(message)) return 'entitlement';
  if (/selected model is at capacity/i.test(message)) return 'server';
  // It is the request that was judged: to ask one account after the other would bring each of them the same mark.
  return securityHints.test(message) ? 'request' : null;
}

function isUnsupportedModel(message: string): boolean {
  return /^The '.+' model is not supported when using Codex with a ChatGPT account\.?$/.test(message);
}

/** Some refusals of a deactivated account carry no code, only the sentence. */
export function codeOfSentence(message: string | null): string | null {
  return message !== null && /account has been deactivated/i.test(message) ? 'account_deactivated' : null;
}
