import { z } from 'zod';

import { Refusal } from '../../contract/refusal.ts';
import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import { parseRequest } from '../../translate/parse-request.ts';
import type { Form, FormFile } from '../multipart.ts';
import { parseJson } from '../openai-error.ts';

/** Files as the OpenAI API has them (https://platform.openai.com/docs/api-reference/files), on the way to the upstream's own. */

const maxFileBytes = 512 * 1024 * 1024;
/** What the upstream calls files that turns read. */
const useCase = 'codex';
const purposes = ['user_data', 'assistants', 'vision'] as const;

export interface FileToKeep {
  readonly file: FormFile;
  readonly purpose: string;
}

const createBody = z.looseObject({
  file_name: z.string().min(1).max(1024),
  file_size: z.number().int().min(0),
  use_case: z.string().min(1),
});

/** The upstream's own form (`POST /files`): looked at, and sent on as it came. @throws Refusal */
export function checkCreateBody(body: Buffer): void {
  const { file_size: size } = parseRequest(createBody, parseJson(body.toString('utf8')));
  if (size > maxFileBytes) throw malformed('file_size', 'A file may have 512 MiB at most.');
}

/** @throws Refusal */
export function fileToKeep({ fields, files }: Form): FileToKeep {
  const [file, second] = files;
  if (file === undefined || file.field !== 'file')
    throw malformed('file', 'The form holds no file in a field named `file`.');
  if (second !== undefined) throw malformed('file', 'One file per request is taken. Send several requests.');
  const purpose = fields.get('purpose');
  if (purpose === undefined)
    throw malformed('purpose', `\`purpose\` is missing. These are served: ${purposes.join(', ')}.`);
  if (!purposes.some((known) => known === purpose))
    throw unsupported(
      'purpose',
      `Nobody here can do anything with a file for "${purpose.slice(0, 50)}". These are served: ${purposes.join(', ')}.`,
    );
  return { file, purpose };
}

export function createBodyOf({ file }: FileToKeep): Buffer {
  return Buffer.from(JSON.stringify({ file_name: file.name, file_size: file.bytes.length, use_case: useCase }));
}

export interface FilePlace {
  readonly fileId: string;
  /** SECURITY: whoever has it may write there. It is shown and logged nowhere. */
  readonly uploadUrl: string;
}

const createAnswer = z.looseObject({ file_id: z.string().min(1), upload_url: z.string().min(1) });

/** @throws Refusal */
export function placeIn(body: Buffer): FilePlace {
  const answer = createAnswer.safeParse(parseJson(body.toString('utf8')));
  if (!answer.success) throw new Refusal('upstream_error', 'The upstream gave the file no place to go. Try again.');
  return { fileId: answer.data.file_id, uploadUrl: answer.data.upload_url };
}

export function fileObject({ file, purpose }: FileToKeep, fileId: string, nowMs: number): object {
  return {
    id: fileId,
    object: 'file',
    bytes: file.bytes.length,
    created_at: Math.floor(nowMs / 1000),
    filename: file.name,
    purpose,
    status: 'processed',
  };
}
