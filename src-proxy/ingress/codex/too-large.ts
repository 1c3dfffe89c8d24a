import { Refusal } from '../../contract/refusal.ts';
import type { UpstreamResponse } from '../../providers/provider.ts';
import { failureOfAnswer, upstreamErrorBody } from '../openai-error.ts';
import { isPage } from '../upstream-page.ts';

/** A 413 of the upstream for a Codex client, which would send the same five times more (codex-lb, "facts most easily got wrong", 17). */
export function tooLargeUpstream(upstream: UpstreamResponse): Refusal {
  const body = Buffer.from(upstreamErrorBody(upstream, ''));
  const { message } = failureOfAnswer({ ...upstream, body }).error;
  const said = isPage(upstream) ? '' : ` It said: ${message.slice(0, 300)}`;
  return new Refusal(
    'payload_too_large',
    `The upstream takes no request as large as this one. Compact the conversation, or begin a new one.${said}`,
    { fields: { param: 'input' } },
  );
}
