/**
 * Where the statements of a TOML file stand, so that one can be taken out or put in without touching another byte. It
 * does not judge the file: whoever edits by it parses the result with a real parser and compares.
 */

export interface TomlStatement {
  /** `['model_providers', 'x']` of `model_providers.x = …`. */
  readonly key: readonly string[];
  /** Of its first line. */
  readonly start: number;
  /** Behind the end of its last line. */
  readonly end: number;
}

export interface TomlTable {
  readonly name: readonly string[];
  readonly start: number;
  readonly end: number;
}

export interface TomlLayout {
  /** Above the first table, where a key belongs to no section. */
  readonly top: readonly TomlStatement[];
  /** From each header to the end of its last statement; comments behind that belong to whatever follows. */
  readonly tables: readonly TomlTable[];
}

/** @param text without a byte order mark */
export function layoutOf(text: string): TomlLayout {
  const top: TomlStatement[] = [];
  const tables: { readonly name: string[]; readonly start: number; end: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    at = afterBlanks(text, at);
    const first = text[at];
    const isStatement = first !== undefined && !'[#\r\n'.includes(first);
    const end = isStatement ? endOfValue(text, readKey(text, at).end) : endOfLine(text, at);
    const table = tables.at(-1);
    if (first === '[') tables.push({ name: readKey(text, at + (text[at + 1] === '[' ? 2 : 1)).key, start, end });
    else if (isStatement && table === undefined) top.push({ key: readKey(text, at).key, start, end });
    else if (isStatement && table !== undefined) table.end = end;
    at = end;
  }
  return { top, tables };
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline + 1;
}

/** A dotted key up to `=` or `]`. */
function readKey(text: string, from: number): { readonly key: string[]; readonly end: number } {
  const key: string[] = [];
  let at = from;
  for (;;) {
    at = afterBlanks(text, at);
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = endOfString(text, at);
      key.push(unquoted(text.slice(at, end)));
      at = end;
    } else {
      const bare = /[A-Za-z0-9_-]*/y;
      bare.lastIndex = at;
      const [word = ''] = bare.exec(text) ?? [];
      key.push(word);
      at += word.length;
    }
    at = afterBlanks(text, at);
    if (text[at] !== '.') return { key, end: at };
    at += 1;
  }
}

function unquoted(literal: string): string {
  if (!literal.startsWith('"')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    // An escape that only TOML has; such a key is none of those that anybody looks for.
    return literal;
  }
}

/** Behind the line on which the value ends: brackets and multi-line strings may take several. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '"' || char === "'") {
      at = endOfString(text, at);
      continue;
    }
    if (char === '#') {
      const end = endOfLine(text, at);
      if (depth === 0) return end;
      at = end;
      continue;
    }
    if (char === '[' || char === '{') depth += 1;
    if (char === ']' || char === '}') depth -= 1;
    at += 1;
    if (char === '\n' && depth <= 0) return at;
  }
  return text.length;
}

/** Behind the closing quote; a string that is never closed ends with its line, or with the file. */
function endOfString(text: string, from: number): number {
  const quote = text[from] ?? '';
  const escapes = quote === '"';
  const isLong = text.startsWith(quote.repeat(3), from);
  const closing = isLong ? quote.repeat(3) : quote;
  let at = from + closing.length;
  while (at < text.length) {
    if (escapes && text[at] === '\\') {
      at += 2;
      continue;
    }
    if (!isLong && text[at] === '\n') return at;
    if (text.startsWith(closing, at)) {
      at += closing.length;
      // Up to two quotes may stand before the closing three.
      if (isLong) while (text[at] === quote) at += 1;
      return at;
    }
    at += 1;
  }
  return text.length;
}
