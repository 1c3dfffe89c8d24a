import { z } from 'zod';

import { issuerCode, issuerMessage } from '../issuer-words.ts';
import type { Failed, LoginFailure } from '../login-endpoint.ts';

const word = z.string().trim().min(1).optional().catch(undefined);
const errorObject = z.looseObject({ code: word, error: word, type: word, message: word, error_description: word });
const errorBody = z.looseObject({
  error: z.union([z.string(), errorObject]).optional().catch(undefined),
  error_description: word,
  error_code: word,
  code: word,
  message: word,
  detail: z.union([z.string(), errorObject]).optional().catch(undefined),
});

export function failed(failure: LoginFailure): Failed {
  return { kind: 'failed', failure };
}

/**
 * `error` may be an object or, as RFC 6749 5.2 has it, the code itself with `error_description` beside it; some answers
 * have the fields at the top or under `detail`, some are no JSON at all.
 */
export function loginFailureOf(statusCode: number, text: string): LoginFailure {
  const body = parse(text);
  const nested = [body?.error, body?.detail].find((one) => typeof one === 'object');
  const plainError = typeof body?.error === 'string' && body.error.trim() !== '' ? body.error.trim() : undefined;
  const plainDetail = typeof body?.detail === 'string' && body.detail.trim() !== '' ? body.detail.trim() : undefined;
  const isCode = plainError !== undefined && /^[a-z][\w.-]*$/i.test(plainError);
  const code = nested?.code ?? nested?.error ?? nested?.type ?? (isCode ? plainError : undefined) ?? body?.error_code;
  const message =
    nested?.message ??
    nested?.error_description ??
    body?.error_description ??
    body?.message ??
    plainDetail ??
    (isCode ? undefined : plainError);
  return {
    code: issuerCode(code ?? body?.code) ?? `http_${statusCode}`,
    message: issuerMessage(message) ?? `The sign-in service answered with HTTP ${statusCode}.`,
    statusCode,
    passing: statusCode === 429 || statusCode >= 500,
  };
}

function parse(text: string): z.output<typeof errorBody> | null {
  try {
    const parsed = errorBody.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
