import type { IncomingMessage } from 'node:http';

import busboy from 'busboy';

import { maxAuthFileBytes } from '../accounts/auth-file.ts';
import type { AuthFile } from '../accounts/import-auth-files.ts';
import { Refusal } from '../contract/refusal.ts';

const maxFiles = 200;

/** The files of a multipart form, whose field is `auth_json`. */
export async function readAuthFiles(request: IncomingMessage): Promise<AuthFile[]> {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data')) {
    throw new Refusal('unsupported_media_type', 'Send the files as a multipart form, in a field named auth_json.');
  }
  return await new Promise((resolve, reject) => {
    const files: AuthFile[] = [];
    const malformed = (error: unknown): void =>
      reject(new Refusal('request_malformed', 'The form could not be read.', {}, { cause: error }));
    try {
      const form = busboy({ headers: request.headers, limits: { files: maxFiles, fileSize: maxAuthFileBytes + 1 } });
      form.on('file', (field, stream, info) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        // A form that is cut off inside a file says so here, and only here.
        stream.on('error', malformed);
        stream.on('close', () => {
          if (field !== 'auth_json') return;
          // What is too long is cut just past the limit, so that the parser sees that it is.
          files.push({ name: info.filename || 'auth.json', content: Buffer.concat(chunks).toString('utf8') });
        });
      });
      form.on('close', () => {
        if (files.length === 0)
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
