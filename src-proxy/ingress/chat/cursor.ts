import type { ChatFailure } from '../../translate/upstream-error.ts';
import type { Translation } from '../translated-answer.ts';

/**
 * Cursor shortens a conversation by what the usage of an answer says, and only shows an error without doing anything about
 * it. So, for Cursor alone and as the load balancer before us did, a request that is too long for the model is answered
 * as an empty success that used a million tokens. The log has it as the error that it is, and a header names it.
 */

const overflowCode = 'context_length_exceeded';
const reportedTokens = 1_000_000;

/** By its user agent, or by the name that its owner gave the key. */
export function isCursor(userAgent: string | null, keyName: string | null): boolean {
  return userAgent?.toLowerCase().includes('cursor') === true || keyName?.trim().toLowerCase() === 'cursor';
}

/** @param fresh a translation that has said nothing */
export function insteadOfOverflow(fresh: () => Translation): (failure: ChatFailure) => string | Buffer | null {
  return ({ error }) => {
    if (error.code !== overflowCode) return null;
    const translation = fresh();
    const usage = { input_tokens: reportedTokens, output_tokens: 0, total_tokens: reportedTokens };
    // A message without words: without any it would be no answer at all.
    const response = { status: 'completed', output: [{ type: 'message', content: [] }], usage };
    translation.push({ type: 'response.completed', data: { response }, bytes: Buffer.alloc(0) });
    translation.end();
    return translation.document?.() ?? translation.takeWritten();
  };
}
