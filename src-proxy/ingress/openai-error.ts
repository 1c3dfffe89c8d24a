import type { Refusal } from '../contract/refusal.ts';

/** A refusal as OpenAI clients read it. `usage_limit_reached` is both type and code: the Codex CLI looks at the type. */
export function openaiErrorBody(refusal: Refusal, requestId: string): string {
  const { type, code, message, details } = refusal;
  return JSON.stringify({ error: { message, type, code, param: null, ...details.fields, request_id: requestId } });
}
