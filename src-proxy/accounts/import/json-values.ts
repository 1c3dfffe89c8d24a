const mostContainers = 100_000;
const deepest = 64;
const mostLines = 10_000;
const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

export type JsonValues =
  | { readonly kind: 'values'; readonly values: readonly JsonValue[] }
  | { readonly kind: 'not_json' }
  /** Not looked into: no file of accounts is like that, and to parse it could cost more memory than there is. */
  | { readonly kind: 'too_complex' };

/** `value` is `undefined` for a line that is not JSON. `line` counts from 1; `null` where the whole text is one value. */
export interface JsonValue {
  readonly line: number | null;
  readonly value: unknown;
}

/** The values of a text: one, or with JSON Lines one for each line. Never throws. */
export function jsonValues(content: string): JsonValues {
  const text = content.replace(/^\uFEFF/, '');
  if (isTooComplex(text)) return { kind: 'too_complex' };
  const whole = parse(text);
  if (whole !== undefined) return { kind: 'values', values: [{ line: null, value: whole }] };
  const lines = text.split(/\r?\n/, mostLines + 1);
  if (lines.length > mostLines) return { kind: 'not_json' };
  const values = lines.flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, value: parse(line) }]));
  const isLines = values.length > 1 && values.some(({ value }) => typeof value === 'object');
  return isLines ? { kind: 'values', values } : { kind: 'not_json' };
}

/** `undefined`, which no JSON text means, for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // SECURITY: the parser's message quotes the text, which may be a token, so it goes no further.
    return undefined;
  }
}

/**
 * SECURITY: sixteen megabytes of opening brackets are hundreds of megabytes once parsed. Brackets are counted in the text
 * first; inside strings they are none.
 */
function isTooComplex(text: string): boolean {
  let depth = 0;
  let containers = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === backslash && inString) at += 1;
    else if (char === quote) inString = !inString;
    else if (inString) continue;
    else if (char === openBracket || char === openBrace) {
      depth += 1;
      containers += 1;
      if (depth > deepest || containers > mostContainers) return true;
    } else if (char === closeBracket || char === closeBrace) depth -= 1;
  }
  return false;
}
