import type { IncomingMessage } from 'node:http';

import busboy from 'busboy';

import type { AuthFile } from '../accounts/import/account-files.ts';
import { maxAccountFileBytes } from '../accounts/import/read-account-file.ts';
import { Refusal } from '../contract/refusal.ts';
import { holdOf } from '../ingress/body-budget.ts';

const maxFiles = 2000;
const maxTotalBytes = 64 * 1024 * 1024;

/**
 * The files of a multipart form, whose field is `auth_json`. Their names are as the client has them, folders and all: of
 * many files called `auth.json` the folder is what tells them apart. They are only ever shown.
 */
export async function readAuthFiles(request: IncomingMessage): Promise<AuthFile[]> {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data')) {
    throw new Refusal('unsupported_media_type', 'Send the files as a multipart form, in a field named auth_json.');
  }
  return await new Promise((resolve, reject) => {
    const files: AuthFile[] = [];
    let totalBytes = 0;
    let refusal: Refusal | null = null;
    const malformed = (error: unknown): void =>
      reject(new Refusal('request_malformed', 'The form could not be read.', {}, { cause: error }));
    try {
      const form = busboy({
        headers: request.headers,
        limits: { files: maxFiles, fileSize: maxAccountFileBytes + 1 },
        preservePath: true,
        defParamCharset: 'utf8',
      });
      form.on('file', (field, stream, info) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          totalBytes += chunk.length;
          refusal ??=
            totalBytes > maxTotalBytes
              ? tooMuch('These files are larger than 64 MiB together. Import fewer at once.')
              : (holdOf(request)?.take(chunk.length) ?? null);
          if (refusal === null) {
            chunks.push(chunk);
            return;
          }
          chunks.length = 0;
          files.length = 0;
        });
        // A form that is cut off inside a file says so here, and only here.
        stream.on('error', malformed);
        stream.on('close', () => {
          if (field !== 'auth_json') return;
          // What is too long is cut just past the limit, so that the parser sees that it is.
          files.push({ name: info.filename || 'auth.json', content: Buffer.concat(chunks).toString('utf8') });
        });
      });
      form.on('filesLimit', () => {
        refusal ??= tooMuch(`These are more than ${maxFiles} files. Import fewer at once.`);
      });
      form.on('close', () => {
        // Not before everything has been sent: a client that still writes would see a broken connection, not the sentence.
        if (refusal !== null) reject(refusal);
        else if (files.length === 0)
          reject(new Refusal('invalid_auth_json', 'The form holds no file in a field named auth_json.'));
        else resolve(files);
      });
      form.on('error', malformed);
      request.on('error', malformed);
      request.pipe(form);
    } catch (error) {
      malformed(error);
    }
  });
}

function tooMuch(sentence: string): Refusal {
  return new Refusal('payload_too_large', sentence);
}
