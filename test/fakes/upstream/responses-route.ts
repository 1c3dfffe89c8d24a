import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import { answerEvents, usualUsage } from './answer-events.ts';
import { foreignEncryptedContent } from './error-bodies.ts';
import { openEventStream } from './event-stream.ts';
import type { FakeAccount } from './fake-account.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { sendBody } from './send-body.ts';
import { compaction, ok } from './steps.ts';
import type { AnswerItem, AnswerOptions, RawEvent, Step } from './steps.ts';

interface Exchange {
  readonly account: FakeAccount;
  readonly recorded: RecordedRequest;
  readonly response: ServerResponse;
  readonly enforceEncryptedContent: boolean;
}

/** Plays `POST /backend-api/codex/responses`: the account's next step, or the plain answer. */
export async function answerResponses(exchange: Exchange): Promise<void> {
  const { account, recorded, response, enforceEncryptedContent } = exchange;
  const scripted = account.nextStep();
  if (!scripted && enforceEncryptedContent && hasForeignContent(recorded.json, account.id)) {
    return sendBody(recorded, response, 400, foreignEncryptedContent);
  }
  return await play(scripted ?? plainStep(exchange), exchange);
}

/** A thread that asks for compaction gets it; everything else gets a greeting that names the account. */
export function plainStep({
  account,
  recorded,
  enforceEncryptedContent,
}: Pick<Exchange, 'account' | 'enforceEncryptedContent'> & { readonly recorded: { readonly json: unknown } }): Step {
  if (inputItems(recorded.json).at(-1)?.type === 'compaction_trigger') return compaction();
  const greeting: AnswerItem = { type: 'message', text: `Hello from ${account.id}` };
  return ok(enforceEncryptedContent ? [{ type: 'reasoning' }, greeting] : [greeting]);
}

async function play(step: Step, exchange: Exchange): Promise<void> {
  const { recorded, response } = exchange;
  switch (step.kind) {
    case 'answer': {
      const stream = openEventStream(recorded, response, step.options.headers ?? {});
      await stream.send(eventsOf(step.items, step.options, exchange), step.options);
      return stream.end();
    }
    case 'events': {
      const stream = openEventStream(recorded, response, step.options.headers ?? {});
      await stream.send(step.events, step.options);
      return stream.end();
    }
    case 'status':
      return sendBody(recorded, response, step.status, step.body, step.headers);
    case 'drop': {
      if (step.afterEvents === null) {
        recorded.cutByUs = true;
        response.socket?.destroy();
        return;
      }
      const stream = openEventStream(recorded, response, {});
      await stream.begin();
      await stream.send(plainEvents(exchange).slice(0, step.afterEvents), {});
      await stream.begin();
      return stream.cut();
    }
    case 'end-early': {
      const stream = openEventStream(recorded, response, {});
      await stream.send(plainEvents(exchange).slice(0, -1), {});
      return stream.end();
    }
    case 'silent': {
      const closed = once(response, 'close');
      if (step.after === 'nothing') await Promise.race([step.latch.opened, closed]);
      if (response.closed) return;
      const stream = openEventStream(recorded, response, {});
      await stream.begin();
      await Promise.race([step.latch.opened, closed]);
      await stream.send(plainEvents(exchange), {});
      return stream.end();
    }
  }
}

export function plainEvents(
  exchange: Pick<Exchange, 'account'> & { readonly recorded: { readonly json: unknown } },
): RawEvent[] {
  return eventsOf([{ type: 'message', text: `Hello from ${exchange.account.id}` }], {}, exchange);
}

export function eventsOf(
  items: readonly AnswerItem[],
  options: AnswerOptions,
  { account, recorded }: Pick<Exchange, 'account'> & { readonly recorded: { readonly json: unknown } },
): RawEvent[] {
  const usage = { ...usualUsage, ...options.usage };
  const body = recorded.json;
  const model = isRecord(body) && typeof body.model === 'string' ? body.model : 'gpt-5.5';
  return answerEvents({ model, items, usage, identity: account.nextAnswer() });
}

export function hasForeignContent(body: unknown, accountId: string): boolean {
  return inputItems(body).some(
    ({ encrypted_content: sealed }) => typeof sealed === 'string' && !sealed.startsWith(`enc:${accountId}:`),
  );
}

/** The objects of a request's `input`. */
export function inputItems(body: unknown): Record<string, unknown>[] {
  const input = isRecord(body) ? body.input : undefined;
  return Array.isArray(input) ? input.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
