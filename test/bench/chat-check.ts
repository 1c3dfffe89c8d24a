import { answerText } from './payloads.ts';

/** What all answers of a round must be like: the first one is read to the letter, the others must be as long and end alike. */
export interface ChatReference {
  /** What the upstream says. */
  readonly events: readonly Buffer[];
  /** Length of the answer that was read; `undefined` before. */
  bytes: number | undefined;
}

const lastFrame = 'data: [DONE]\n\n';

export function chatComplaint(
  reference: ChatReference,
  { status, bytes, last, whole }: { status: number; bytes: number; last: Buffer; whole: Buffer | undefined },
): string | undefined {
  if (status !== 200) return `status ${status}: ${last.toString().slice(0, 300)}`;
  if (whole !== undefined) {
    const text = textOf(whole.toString());
    const expected = answerText(reference.events);
    if (!text.startsWith(expected)) return `the words of a chat answer differ: ${text.slice(0, 200)}`;
    reference.bytes = bytes;
  }
  if (reference.bytes !== undefined && bytes !== reference.bytes) return `${bytes} bytes of ${reference.bytes}`;
  return last.toString().endsWith(lastFrame) ? undefined : 'a chat answer has no end';
}

function textOf(answer: string): string {
  return answer
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: {'))
    .map((frame) => JSON.parse(frame.slice(6)) as { choices?: { delta?: { content?: string | null } }[] })
    .map(({ choices }) => choices?.[0]?.delta?.content ?? '')
    .join('');
}
