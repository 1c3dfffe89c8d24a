/** Under the upstream's base URL. */
export const transcribePath = '/transcribe';

const taken = new Set(['authorization', 'chatgpt-account-id', 'user-agent', 'content-type']);

/** What may go to `/transcribe`: the edge in front of it turns away requests that bring more (upstream 2.6). */
export function transcribeHeaders(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    if (taken.has(name) || name.startsWith('x-openai-') || name.startsWith('x-codex-'))
      kept.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return kept;
}
