import { Refusal } from '../../contract/refusal.ts';
import { toResponsesRequest } from './to-responses-request.ts';

/** Chat requests for tests, and the upstream's words for the same. */
export const user = { role: 'user', content: 'Hi' } as const;
export const ask = (more: object, messages: readonly object[] = [user]) =>
  toResponsesRequest({ model: 'gpt-5.5', messages, ...more });
export const inputOf = (messages: readonly object[], more: object = {}) => ask(more, messages).body.input;

export const said = (role: string, ...content: object[]) => ({ type: 'message', role, content });
export const text = (words: string) => ({ type: 'input_text', text: words });
export const hi = said('user', text('Hi'));
export const call = (id: string, name = 'look', argument = '{"a":1}') => ({
  id,
  type: 'function',
  function: { name, arguments: argument },
});
export const callItem = (id: string, name = 'look', argument = '{"a":1}') => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: argument,
});
export const output = (id: string, words: unknown) => ({ type: 'function_call_output', call_id: id, output: words });

export function refusalOf(run: () => unknown): { code: string; param: unknown; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) {
      return { code: error.code, param: error.details.fields?.['param'], message: error.message };
    }
    throw error;
  }
  throw new Error('Nothing was refused.');
}
