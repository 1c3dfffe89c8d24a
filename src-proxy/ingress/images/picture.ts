import type { FormFile } from '../multipart.ts';
import { malformed } from '../../translate/chat-refusals.ts';

/** A picture as the upstream takes it. */
export type Picture = { readonly image_url: string } | { readonly file_id: string };

/** How the formats begin that the upstream can read. */
const signatures: readonly (readonly [string, (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/webp', (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'],
  ['image/gif', (bytes) => bytes.toString('latin1', 0, 4) === 'GIF8'],
];

/** What the bytes are counts, not what the form says: programs often leave it at "bytes". @throws Refusal */
export function dataUrlOf({ field, bytes }: FormFile): string {
  const mediaType = signatures.find(([, fits]) => fits(bytes))?.[0];
  if (mediaType === undefined) throw malformed(field, `\`${field}\` is not a PNG, JPEG, WebP or GIF picture.`);
  return `data:${mediaType};base64,${bytes.toString('base64')}`;
}

/**
 * A picture in a JSON request: a data or https URL, or an object that holds one or names an uploaded file.
 * @throws Refusal
 */
export function pictureAt(value: unknown, param: string): Picture {
  if (typeof value === 'string' && /^(data:image\/[\w.+-]+;base64,|https:\/\/)/.test(value))
    return { image_url: value };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { image_url: url, file_id: fileId } = value as Record<string, unknown>;
    if (typeof fileId === 'string' && fileId !== '' && url == null) return { file_id: fileId };
    if (fileId == null && typeof url === 'string') return pictureAt(url, param);
    // As the Responses API writes it, and some programs write it everywhere.
    if (fileId == null && typeof url === 'object' && url !== null && 'url' in url && typeof url.url === 'string')
      return pictureAt(url.url, param);
  }
  throw malformed(
    param,
    `\`${param}\` must be a data URL of a picture, an https address, or the id of an uploaded file.`,
  );
}
