import type { ApiErrorBody } from '#contract/error-body.ts';
import type { Said } from '#contract/said.ts';

/** A refusal of the engine, or the lack of any answer (`unreachable`, `unexpected_answer`). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number | null;
  readonly requestId: string | null;
  /** The field of what was sent that is to be put right. */
  readonly param: string | null;
  /** The message by its code, where it has one of its own. */
  readonly said: Said | undefined;

  constructor(details: {
    code: string;
    message: string;
    status: number | null;
    requestId: string | null;
    param?: string | undefined;
    said?: Said | undefined;
    cause?: unknown;
  }) {
    super(details.message, { cause: details.cause });
    this.name = 'ApiError';
    this.code = details.code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.param = details.param ?? null;
    this.said = details.said;
  }
}

export function unreachable(cause: unknown): ApiError {
  return new ApiError({ code: 'unreachable', message: '', status: null, requestId: null, cause });
}

export function unexpectedAnswer(status: number, cause?: unknown): ApiError {
  return new ApiError({ code: 'unexpected_answer', message: '', status, requestId: null, cause });
}

/** Reads the engine's error body; anything else that answered on the address is an `unexpected_answer`. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const body = jsonOf(text);
  return isErrorBody(body)
    ? new ApiError({ ...body.error, status: response.status })
    : unexpectedAnswer(response.status);
}

function isErrorBody(body: unknown): body is ApiErrorBody {
  const error = (body as Partial<ApiErrorBody> | null)?.error;
  return [error?.code, error?.message, error?.requestId].every((part) => typeof part === 'string');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
