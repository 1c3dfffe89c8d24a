import { renderSVG } from 'uqr';

/** A QR code as an image that a page may show under our content security policy. */
export function qrDataUri(text: string): string {
  const svg = renderSVG(text, { ecc: 'M', border: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
