import type { IncomingMessage } from 'node:http';

import { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../ports.ts';
import type { UpstreamResponse } from '../../providers/provider.ts';
import { noOwnerHints, type CanonicalRequest } from '../../relay/canonical-request.ts';
import type { Owned } from '../../relay/owners.ts';
import type { Relay } from '../../relay/relay.ts';
import { looseAt } from '../../translate/response-event.ts';
import { withoutHeaders } from '../../wire/raw-headers.ts';
import { affinityBy, header } from '../codex/codex-request.ts';
import { CollectedAnswer } from '../collected-answer.ts';
import type { Departure } from '../departure.ts';
import { sessionOf } from '../json-request.ts';
import { grantOf } from '../key-grant.ts';
import { parseJson } from '../openai-error.ts';

/** One client's call that is about a file. */
export interface FileCall {
  readonly request: IncomingMessage;
  /** Of the client, however often the upstream is asked for it. */
  readonly departure: Departure;
  readonly requestId: string;
}

export interface FileCallPorts {
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
}

/** What the upstream says of an upload that it is not done with. */
const patienceMs = 30_000;
const firstPauseMs = 250;
const longestPauseMs = 2000;

/** As the upstream names files; a name goes into a path, so nothing else is let through. */
const fileName = /^[A-Za-z0-9][\w-]{0,199}$/;

const notForwarded = ['accept', 'content-type', 'content-encoding', 'openai-organization', 'openai-project'];
const jsonHeaders = ['accept', 'application/json', 'content-type', 'application/json'];

/**
 * The two questions about a file (upstream 2.6): a place for it, and whether it has arrived. A file exists on the account
 * that gave it its place, and nowhere else; the relay remembers which.
 */
export class FileCalls {
  readonly #ports: FileCallPorts;

  constructor(ports: FileCallPorts) {
    this.#ports = ports;
  }

  /** @returns `null` when the client left. @throws Refusal */
  async create(call: FileCall, body: Buffer): Promise<UpstreamResponse | null> {
    return await this.#ask(call, '/files', body, [], createdFile);
  }

  /**
   * Asks until the upstream has the file, for at most 30 seconds; what it then says last is the answer.
   * @returns `null` when the client left. @throws Refusal
   */
  async finalize(call: FileCall, fileId: string, body: Buffer): Promise<UpstreamResponse | null> {
    if (!fileName.test(fileId))
      throw new Refusal('not_found', `There is no file "${fileId.slice(0, 100)}".`, { fields: { param: 'file_id' } });
    const { clock } = this.#ports;
    const untilMs = clock.nowMs() + patienceMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const answer = await this.#ask(call, `/files/${fileId}/uploaded`, body, [fileId]);
      if (answer === null || statusIn(answer) !== 'retry' || clock.nowMs() + pauseMs > untilMs) return answer;
      const { signal } = call.departure;
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      if (signal.aborted) return null;
    }
  }

  async #ask(
    { request, departure, requestId }: FileCall,
    upstreamPath: string,
    body: Buffer,
    fileIds: readonly string[],
    madeBy?: (body: Buffer) => Owned | null,
  ): Promise<UpstreamResponse | null> {
    const answer = new CollectedAnswer(departure, madeBy);
    const canonical: CanonicalRequest = {
      id: requestId,
      kind: 'files',
      method: 'POST',
      path: request.url ?? '/',
      upstreamPath,
      rawHeaders: [...jsonHeaders, ...withoutHeaders(request.rawHeaders, notForwarded)],
      body,
      plainBody: body,
      model: null,
      // A file of a conversation is best where the conversation is.
      ...affinityBy(sessionOf(request), null),
      ownerHints: { ...noOwnerHints, fileIds },
      key: grantOf(request),
      userAgent: header(request, 'user-agent'),
      clientIp: request.socket.remoteAddress ?? null,
      receivedAtMs: this.#ports.clock.nowMs(),
    };
    await this.#ports.relay.run(canonical, answer);
    return answer.outcome;
  }
}

function createdFile(body: Buffer): Owned | null {
  const { file_id: id } = looseAt(parseJson(body.toString('utf8')));
  return typeof id === 'string' && fileName.test(id) ? { kind: 'file_id', id } : null;
}

/** What the upstream calls the state of an upload; `null` where it does not say. */
export function statusIn({ statusCode, body }: UpstreamResponse): string | null {
  if (statusCode >= 300) return null;
  const { status } = looseAt(parseJson(body.toString('utf8')));
  return typeof status === 'string' ? status : null;
}
