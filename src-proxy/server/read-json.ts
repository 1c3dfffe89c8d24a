import express, { type Request, type Response } from 'express';
import { z } from 'zod';

import { Refusal } from '../contract/refusal.ts';

const readerOf = (limit: string) => express.json({ limit, type: 'application/json' });
/** Most bodies are small; a list of hundreds of models is not. */
const limits = { small: '64 KB', large: '1 MB' } as const;
const readers = { small: readerOf(limits.small), large: readerOf(limits.large) };

/** The parsed JSON body, of the given shape. */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  response: Response,
  schema: Schema,
  size: keyof typeof readers = 'small',
): Promise<z.output<Schema>> {
  if (!request.is('application/json')) {
    throw new Refusal('unsupported_media_type', 'The body must be JSON and say so: Content-Type: application/json.');
  }
  await new Promise<void>((resolve, reject) => {
    readers[size](request, response, (error?: unknown) => {
      if (error) reject(refusalOf(error, size));
      else resolve();
    });
  });
  return parsed(schema, request.body);
}

function refusalOf(error: unknown, size: keyof typeof readers): Refusal {
  const isTooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
  return isTooLarge
    ? new Refusal('request_too_large', `The body is larger than the ${limits[size]} that are taken here.`)
    : new Refusal('request_malformed', 'The body is not JSON that can be read.', {}, { cause: error });
}

/** @throws Refusal `validation_error` */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal('validation_error', z.prettifyError(result.error));
}
