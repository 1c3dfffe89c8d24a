import type { ServerResponse } from 'node:http';

import type { FakeAccount } from './fake-account.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { sendBody } from './send-body.ts';

/** What happens to one call, in place of the plain answer. */
export interface MediaRefusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Files and recordings of one account. */
export class FakeMedia {
  /** For the next transcriptions, one each; after the last one answers are plain again. */
  transcriptionRefusals: MediaRefusal[] = [];
  /** What the next transcriptions say. */
  transcription: unknown = { text: 'Hello from the recording' };
  /** The same for a file's beginning. */
  createRefusals: MediaRefusal[] = [];
  /** How often an upload is "retry" before it is done. */
  retriesBeforeReady = 0;
  /** Where files are to be sent; the fake itself by default. */
  uploadUrl: string | null = null;
  /** What the place for uploads answers. */
  uploadStatus = 201;
  /** What a file's end is called once it is not "retry" any more. */
  finalStatus = 'success';
  /** By id: how often it was asked for. */
  readonly files = new Map<string, { asked: number }>();
}

export const transcribePath = '/backend-api/transcribe';
export const filesPath = '/backend-api/files';
/** No account speaks here: whoever knows the address may write. */
export const uploadPrefix = '/uploads/';

export function isMediaCall({ method, pathname }: RecordedRequest): boolean {
  return method === 'POST' && (pathname === transcribePath || pathname === filesPath || fileIn(pathname) !== null);
}

function fileIn(pathname: string): string | null {
  return /^\/backend-api\/files\/([^/]+)\/uploaded$/.exec(pathname)?.[1] ?? null;
}

export function answerMedia(account: FakeAccount, recorded: RecordedRequest, response: ServerResponse, origin: string) {
  const { media } = account;
  const { pathname } = recorded;
  if (pathname === transcribePath) {
    const refusal = media.transcriptionRefusals.shift();
    if (refusal) return sendBody(recorded, response, refusal.status, refusal.body, refusal.headers);
    return sendBody(recorded, response, 200, media.transcription);
  }
  if (pathname === filesPath) {
    const refusal = media.createRefusals.shift();
    if (refusal) return sendBody(recorded, response, refusal.status, refusal.body, refusal.headers);
    const id = `file_${account.id}_${media.files.size + 1}`;
    media.files.set(id, { asked: 0 });
    const uploadUrl = media.uploadUrl ?? `${origin}${uploadPrefix}${id}?sig=secret-signature`;
    return sendBody(recorded, response, 200, { status: 'success', file_id: id, upload_url: uploadUrl });
  }
  const file = media.files.get(fileIn(pathname) ?? '');
  // Of another account's files nobody knows anything.
  if (file === undefined) return sendBody(recorded, response, 404, { detail: 'File not found' });
  file.asked += 1;
  const status = file.asked <= media.retriesBeforeReady ? 'retry' : media.finalStatus;
  return sendBody(recorded, response, 200, { status, file_name: 'a file', mime_type: 'text/plain' });
}

/** The storage behind `upload_url`. */
export function answerUpload(
  accounts: readonly FakeAccount[],
  recorded: RecordedRequest,
  response: ServerResponse,
): void {
  const id = recorded.pathname.slice(uploadPrefix.length);
  const status = accounts.find(({ media }) => media.files.has(id))?.media.uploadStatus ?? 404;
  sendBody(recorded, response, status, '', status === 302 ? { location: `${uploadPrefix}elsewhere` } : {});
}
