import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import busboy from 'busboy';

import { Refusal } from '../contract/refusal.ts';
import type { BodyHold } from './body-budget.ts';

/** A file of a form, in memory. */
export interface FormFile {
  readonly field: string;
  /** As the client has it; only ever handed on or shown. */
  readonly name: string;
  /** What the client says that it is. */
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  /** The same in the order in which they came, with every value of a list (`name[]`). */
  readonly pairs: readonly (readonly [string, string])[];
  readonly files: readonly FormFile[];
}

const limits = { files: 32, fields: 64, fieldSize: 1024 * 1024, parts: 96 };

/** @throws Refusal when the request is no multipart form */
export function requireMultipart(request: IncomingMessage): void {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'multipart/form-data') return;
  throw new Refusal('unsupported_media_type', 'The body must be a form: Content-Type: multipart/form-data.');
}

/**
 * Reads a form out of a body that is already in memory, where its size was limited. A field that is said twice is refused,
 * unless its name says that it is a list: two readers would believe two different things.
 * @param hold its files are copied out of it, and counted once more
 * @throws Refusal
 */
export async function readForm(contentType: string, body: Buffer, hold: BodyHold | null): Promise<Form> {
  const full = hold?.take(body.length);
  if (full) throw full;
  return await new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const pairs: [string, string][] = [];
    const files: FormFile[] = [];
    const malformed = (cause: unknown): void =>
      reject(new Refusal('request_malformed', 'The form could not be read.', { fields: { param: 'body' } }, { cause }));
    const tooMuch = (): void => malformed(new Error('a form of more parts than anybody needs'));
    try {
      const form = busboy({ headers: { 'content-type': contentType }, limits, defParamCharset: 'utf8' });
      form.on('field', (name, value, { valueTruncated }) => {
        if ((fields.has(name) && !name.endsWith('[]')) || valueTruncated)
          reject(
            new Refusal('request_malformed', `The form says \`${name.slice(0, 100)}\` twice, or at too great length.`, {
              fields: { param: name.slice(0, 100) },
            }),
          );
        fields.set(name, value);
        pairs.push([name, value]);
      });
      form.on('file', (field, stream, { filename, mimeType }) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        // A form that is cut off inside a file says so here, and only here.
        stream.on('error', malformed);
        stream.on('close', () =>
          files.push({ field, name: filename || field, mediaType: mimeType, bytes: Buffer.concat(pieces) }),
        );
      });
      form.on('partsLimit', tooMuch);
      form.on('filesLimit', tooMuch);
      form.on('fieldsLimit', tooMuch);
      form.on('error', malformed);
      form.on('close', () => resolve({ fields, pairs, files }));
      form.end(body);
    } catch (error) {
      malformed(error);
    }
  });
}

export function newBoundary(): string {
  return `evenkeel-${randomUUID()}`;
}

/** The `content-type` that goes with a form. */
export function formType(boundary: string): string {
  return `multipart/form-data; boundary=${boundary}`;
}

/** A form with one file. */
export function writeForm(file: FormFile, pairs: Form['pairs'], boundary: string): Buffer {
  const part = (disposition: string, more = ''): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`;
  const written = pairs.map(([name, value]) => Buffer.from(`${part(`name="${escaped(name)}"`)}${value}\r\n`));
  const head = part(
    `name="${escaped(file.field)}"; filename="${escaped(file.name)}"`,
    `Content-Type: ${file.mediaType.replaceAll(/[\r\n]/g, '')}\r\n`,
  );
  return Buffer.concat([...written, Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

/** As browsers write names in forms (HTML, "multipart/form-data encoding algorithm"). */
function escaped(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
