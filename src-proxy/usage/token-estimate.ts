/**
 * How many tokens something is, where nobody tells. Pure. A guess, and meant to be on the dear side: what is counted
 * against a limit must not be less because a client left before the end.
 */

/** Text, code and JSON are about four bytes a token. */
export const bytesPerToken = 4;
/** What a picture is to a model, about, however many bytes it has. */
export const tokensPerPicture = 1500;

const pictureStart = Buffer.from('"data:image/');
const quote = 0x22;
const space = 0x20;
const backslash = 0x5c;

/** Of a request: its text by its bytes, and so many for each picture in it. */
export function inputTokensOf(body: Buffer): number {
  let pictures = 0;
  let pictureBytes = 0;
  for (let at = body.indexOf(pictureStart); at !== -1;) {
    const end = body.indexOf(quote, at + pictureStart.length);
    if (end === -1) break;
    if (isOnePiece(body.subarray(at, end))) {
      pictures += 1;
      pictureBytes += end - at - 1;
    }
    at = body.indexOf(pictureStart, end);
  }
  return Math.ceil((body.length - pictureBytes) / bytesPerToken) + pictures * tokensPerPicture;
}

/** Words that only begin like a picture are words. */
function isOnePiece(text: Buffer): boolean {
  return !text.includes(space) && !text.includes(backslash);
}

/** Of an answer: by the bytes of its pieces, and each piece is at least one. */
export function outputTokensOf({ deltas, bytes }: { readonly deltas: number; readonly bytes: number }): number {
  return Math.max(deltas, Math.ceil(bytes / bytesPerToken));
}
