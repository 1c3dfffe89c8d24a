import type { CanonicalRequest, ForSource } from './canonical-request.ts';
import type { ClientAnswer } from './client-answer.ts';
import type { Relay } from './relay.ts';

/**
 * Runs a request that a model source can take as it is. Where an account has its model too, the account goes first, and the
 * source only stands in. The answer comes whole, with the source's status and content type.
 */
export async function passToSource(
  relay: Pick<Relay, 'run'>,
  request: CanonicalRequest,
  forSource: ForSource,
  answer: ClientAnswer,
): Promise<void> {
  await relay.run({ ...request, forSource }, answer);
}
