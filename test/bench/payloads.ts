import { createHash } from 'node:crypto';

/** What the fake upstream answers: about 3 KB in 10 events, about 100 KB in 400, or 20 events 100 ms apart. */
export type AnswerKind = 'short' | 'long' | 'paced';

export const bodySizes = { '1KB': 1024, '100KB': 100 * 1024, '5MB': 5 * 1024 * 1024 } as const;
export type BodySize = keyof typeof bodySizes;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Text as an agent pastes it: quotes, backslashes, tabs, line ends and some letters beyond ASCII, all of which JSON escapes or spells out. */
const sourceLines = [
  'export function parse(line: string): Row | undefined {\n',
  '\tconst [name, value] = line.split("=");\n',
  '\tif (!/^[\\w.-]+$/.test(name ?? "")) return undefined; // \u201enaïve\u201c but enough \u2014 see the README\n',
  "\treturn { name, value: value?.replace(/\\\\n/g, '\\n') };\n",
  '}\n\n',
].join('');

/**
 * A request as the Codex CLI sends it, exactly `bytes` long: `model` first, a growing history of tool calls with pasted
 * files, `prompt_cache_key` last. Two conversations of one size differ in their key alone.
 */
export function codexRequestBody(bytes: number, conversationId: string): Buffer {
  const head = '{"model":"gpt-5.5","input":[';
  const tail =
    '],"tools":[{"type":"function","name":"exec_command","strict":false,"parameters":{"type":"object","properties":{"cmd":{"type":"string"}}}}],' +
    '"tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"medium"},"store":false,"stream":true,' +
    `"include":["reasoning.encrypted_content"],"prompt_cache_key":"${conversationId}"}`;
  const closing = (filler: number) =>
    `{"type":"message","role":"user","content":[{"type":"input_text","text":"Go on. ${'x'.repeat(filler)}"}]}`;
  let budget = bytes - Buffer.byteLength(head) - Buffer.byteLength(tail) - Buffer.byteLength(closing(0));
  if (budget < 0) throw new RangeError(`A request of ${bytes} bytes is too small to look like one of the Codex CLI.`);

  const items: string[] = [];
  const pastedFile = sourceLines.repeat(30);
  for (let index = 0; ; index += 1) {
    const item =
      `{"type":"function_call","name":"exec_command","arguments":"{\\"cmd\\":\\"cat src/file-${index}.ts\\"}","call_id":"call_${index}"},` +
      `${JSON.stringify({ type: 'function_call_output', call_id: `call_${index}`, output: pastedFile })},`;
    const size = Buffer.byteLength(item);
    if (size > budget) break;
    budget -= size;
    items.push(item);
  }
  return Buffer.from(`${head}${items.join('')}${closing(budget)}${tail}`);
}

/**
 * The same kind of session as a client of chat completions sends it, exactly `bytes` long: a system prompt, tools, and turns
 * of words, calls and outputs.
 */
export function chatRequestBody(bytes: number, conversationId: string): Buffer {
  const parameters = '{"type":"object","properties":{"cmd":{"type":"string"}}}';
  const head = '{"model":"gpt-5.5","messages":[{"role":"system","content":"You write code."},';
  const tail =
    `],"tools":[{"type":"function","function":{"name":"exec_command","description":"Runs it.","parameters":${parameters}}}],` +
    `"stream":true,"stream_options":{"include_usage":true},"reasoning_effort":"medium","prompt_cache_key":"${conversationId}"}`;
  const closing = (filler: number) => `{"role":"user","content":"Go on. ${'x'.repeat(filler)}"}`;
  let budget = bytes - Buffer.byteLength(head) - Buffer.byteLength(tail) - Buffer.byteLength(closing(0));
  if (budget < 0) throw new RangeError(`A chat request of ${bytes} bytes is too small to look like one of a program.`);

  const messages: string[] = [];
  const pastedFile = sourceLines.repeat(30);
  for (let index = 0; ; index += 1) {
    const call = { name: 'exec_command', arguments: `{"cmd":"cat src/file-${index}.ts"}` };
    const turn = [
      { role: 'assistant', content: null, tool_calls: [{ id: `call_${index}`, type: 'function', function: call }] },
      { role: 'tool', tool_call_id: `call_${index}`, content: pastedFile },
    ];
    const message = turn.map((said) => `${JSON.stringify(said)},`).join('');
    const size = Buffer.byteLength(message);
    if (size > budget) break;
    budget -= size;
    messages.push(message);
  }
  return Buffer.from(`${head}${messages.join('')}${closing(budget)}${tail}`);
}

function event(type: string, data: Record<string, unknown>): Buffer {
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
}

const middleEvents = {
  short: { count: 6, letters: 60 },
  long: { count: 396, letters: 120 },
  paced: { count: 16, letters: 60 },
};

/** The events of one answer. The id goes into every one of them, so that bytes of two answers can never be mixed up unseen. */
export function answerEvents(kind: AnswerKind, id: string): Buffer[] {
  const { count, letters } = middleEvents[kind];
  const deltas = Array.from({ length: count }, (_, index) =>
    event('response.output_text.delta', {
      item_id: `msg_${id}`,
      output_index: 0,
      sequence_number: index + 2,
      delta: `${index} grüße \u2603 "${'abcdefghij'.repeat(letters / 10)}"\n`,
    }),
  );
  const text = `The answer of ${id}, which a client keeps.`;
  const item = { id: `msg_${id}`, type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
  const usage = {
    input_tokens: 1200,
    input_tokens_details: { cached_tokens: 1024 },
    output_tokens: 64,
    output_tokens_details: { reasoning_tokens: 16 },
    total_tokens: 1264,
  };
  const response = { id: `resp_${id}`, object: 'response', model: 'gpt-5.5' };
  return [
    event('response.created', { sequence_number: 0, response: { ...response, status: 'in_progress' } }),
    event('response.output_item.added', { sequence_number: 1, output_index: 0, item: { ...item, content: [] } }),
    ...deltas,
    event('response.output_item.done', { output_index: 0, item }),
    event('response.completed', { response: { ...response, status: 'completed', output: [item], usage } }),
  ];
}

/** What all words of an answer come to, for a client that puts its pieces together. */
export function answerText(events: readonly Buffer[]): string {
  return events
    .map((bytes) => JSON.parse(bytes.toString().split('\ndata: ')[1] ?? '{}') as { delta?: string })
    .map(({ delta = '' }) => delta)
    .join('');
}

/** The id in answers of timed rounds: the same for all, so that neither side spends time on making them. */
export const timedAnswerId = '00000000-0000-4000-8000-000000000000';
