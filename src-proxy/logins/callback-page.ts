/**
 * The page on which a sign-in ends. It stands at an address that holds a code, so it must give that address to nobody,
 * load nothing, run nothing and not be kept; and it shows names and words that came from elsewhere, so all of them are
 * escaped (row O8).
 */
export interface CallbackPage {
  readonly status: 200 | 400 | 403 | 404;
  readonly title: string;
  readonly sentence: string;
}

export const callbackPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

export function renderCallbackPage({ title, sentence }: CallbackPage): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta name="color-scheme" content="light dark"><title>${escaped(title)} – Evenkeel</title></head>`,
    `<body><h1>${escaped(title)}</h1><p>${escaped(sentence)}</p></body>`,
    '</html>',
    '',
  ].join('\n');
}
