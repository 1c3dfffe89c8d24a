import { ChatStream } from '../../src-proxy/ingress/chat/chat-stream.ts';
import { writtenFrame } from '../../src-proxy/ingress/chat/chat-chunk.ts';
import { readResponseEvent } from '../../src-proxy/ingress/chat/response-event.ts';
import { toResponsesRequest } from '../../src-proxy/ingress/chat/to-responses-request.ts';

/** What it costs to speak chat completions to a client: per piece of text, and per request of 100 KB. */

const deltaCount = 200_000;
const requestRounds = 400;
const requestBytes = 100 * 1024;

export interface ChatTranslationFigures {
  /** From the parsed event to the written frame. */
  readonly translateMicrosPerDelta: number;
  /** From the event's text to the written frame; the difference is mostly `JSON.parse`. */
  readonly wholeMicrosPerDelta: number;
  /** From the parsed body to the written one. */
  readonly translateMicrosPerRequest: number;
  /** From the body's text to the written one. */
  readonly wholeMicrosPerRequest: number;
  readonly requestKilobytes: number;
}

export function measureChatTranslation(): ChatTranslationFigures {
  const request = largeRequest();
  const text = JSON.stringify(request);
  const parsed: unknown = JSON.parse(text);
  const written = (body: unknown): number => JSON.stringify(toResponsesRequest(body).body).length;
  return {
    translateMicrosPerDelta: micros(deltaCount, () => streamDeltas(false)),
    wholeMicrosPerDelta: micros(deltaCount, () => streamDeltas(true)),
    translateMicrosPerRequest: micros(requestRounds, () => repeated(requestRounds, () => written(parsed))),
    wholeMicrosPerRequest: micros(requestRounds, () => repeated(requestRounds, () => written(JSON.parse(text)))),
    requestKilobytes: text.length / 1024,
  };
}

/** Once to warm up, once to measure: the time of this thread alone, per unit of work. */
function micros(units: number, run: () => number): number {
  run();
  const before = process.threadCpuUsage();
  const sum = run();
  const { user, system } = process.threadCpuUsage(before);
  if (sum === 0) throw new Error('Nothing was written.');
  return (user + system) / units;
}

function repeated(count: number, run: () => number): number {
  let sum = 0;
  for (let round = 0; round < count; round += 1) sum += run();
  return sum;
}

function streamDeltas(fromText: boolean): number {
  let sum = 0;
  const stream = new ChatStream({
    includeUsage: true,
    callForm: 'tools',
    fallback: { id: 'req-1', createdAtSeconds: 1, model: 'gpt-5.5' },
    emit: (frame) => {
      sum += writtenFrame(frame).length;
    },
  });
  const data = {
    type: 'response.output_text.delta',
    sequence_number: 5,
    item_id: 'msg_0123456789abcdef0123456789abcdef',
    output_index: 0,
    content_index: 0,
    delta: ' token',
    logprobs: [],
    obfuscation: 'x7Hs0qPz1L',
  };
  const event = { type: data.type, data };
  const text = `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  for (let count = 0; count < deltaCount; count += 1) {
    const next = fromText ? readResponseEvent(text) : event;
    if (next !== null) stream.push(next);
  }
  return sum;
}

/** A coding session: a system prompt, tools, and turns of words, calls and outputs. */
function largeRequest(): object {
  const messages: object[] = [{ role: 'system', content: 'You write code. '.repeat(500) }];
  let bytes = JSON.stringify(messages).length;
  for (let turn = 0; bytes < requestBytes; turn += 1) {
    const id = `call_${turn}`;
    const added = [
      { role: 'user', content: `Turn ${turn}: ${'please read this file. '.repeat(10)}` },
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [{ id, type: 'function', function: { name: 'read', arguments: '{"path":"src/a.ts"}' } }],
      },
      { role: 'tool', tool_call_id: id, content: 'const value = "text";\n'.repeat(60) },
    ];
    messages.push(...added);
    bytes += JSON.stringify(added).length;
  }
  const parameters = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
  const tools = Array.from({ length: 12 }, (_, index) => ({
    type: 'function',
    function: { name: `tool_${index}`, description: 'Does something with a file.', parameters },
  }));
  return {
    model: 'gpt-5.5',
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 32_000,
    messages,
    tools,
  };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(measureChatTranslation(), null, 2)}\n`);
