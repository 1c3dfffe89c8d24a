/**
 * SECURITY: the one place where secrets are taken out of text that leaves the process: log lines, upstream error bodies
 * kept for the person, diagnostics. It errs on the side of taking too much.
 */

const mark = '[redacted]';

const secretWord = '(?:token|secret|password|passwd|authorization|cookie|api[-_]?key|verifier)';

const patterns: readonly [RegExp, string][] = [
  // JSON Web Tokens, also one that was cut short: `eyJ` is how `{"` begins in base64.
  [/eyJ[\w-]{8,}(?:\.[\w-]*)*/g, mark],
  [/(bearer(?:\s|%20)+)[\w.~+/=-]{6,}/gi, `$1${mark}`],
  // Keys and refresh tokens by their first letters. Glued to another word they must look random, or "task_…" would go.
  [/(?<![A-Za-z0-9])(?:sk|rt|sess)[-_.][\w.-]{12,}/g, mark],
  [/(?:sk|rt|sess)[-_.](?=[\w.-]{0,19}\d)[\w.-]{20,}/g, mark],
  // Named in JSON, in JSON within JSON, in an inspected object, in an address, in a header.
  [new RegExp(`(${secretWord}["']?\\s*[:=]\\s*)(["'\`])(?:\\\\[^]|(?!\\2)[^\\\\])*`, 'gi'), `$1$2${mark}`],
  [new RegExp(`(${secretWord}\\\\+["']\\s*[:=]\\s*\\\\+["'])[^"'\\\\]*`, 'gi'), `$1${mark}`],
  [/((?:set-)?cookie\s*[:=]\s*)[^\r\n"'`]+/gi, `$1${mark}`],
  [/((?:authorization|api[-_]?key)\s*[:=]\s*)(?:basic\s+|bearer\s+)?[^\s"',;]+/gi, `$1${mark}`],
  [/((?:access|refresh|id)_?token\s*:\s*)[^\s"',;}]+/gi, `$1${mark}`],
  [/((?:token|secret|password|passwd|verifier)=)[^&\s"']+/gi, `$1${mark}`],
  [/\b((?:key|code|state)=)[^&\s"']+/gi, `$1${mark}`],
  // The last `@` counts: a password may have one in it.
  [/(\/\/[^\s/@:]*:)[^\s/"'`<>]+@/g, `$1${mark}@`],
];

export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

const secretName = /token|secret|password|authorization|cookie|api[-_]?key|verifier/i;
const secretHeader = /^(?:proxy-)?authorization$|^(?:set-)?cookie$|api-key$|token$/i;
const deepest = 4;
const longestList = 50;

/** Plain data for a log line: errors become name and message, secrets go by their names as well as by their looks. */
export function redactData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > deepest) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return redact(value.href);
  // Bytes are somebody's prompt or answer, or a secret; their number is all that a log needs.
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return redactList(value, depth);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [
      redact(name),
      secretName.test(name) && holdsText(item) ? mark : redactData(item, depth + 1),
    ]),
  );
}

/** Counts, such as of tokens, are no secrets. */
function holdsText(item: unknown): boolean {
  return typeof item === 'string' || (typeof item === 'object' && item !== null);
}

function redactError(error: Error, depth: number): unknown {
  return {
    name: error.name,
    message: redact(error.message),
    ...('code' in error ? { code: redactData(error.code, depth + 1) } : {}),
    ...(error.cause === undefined ? {} : { cause: redactData(error.cause, depth + 1) }),
  };
}

/** A header list names a value in the entry before it. */
function redactList(list: readonly unknown[], depth: number): unknown[] {
  return list.slice(0, longestList).map((item, index) => {
    const before = list[index - 1];
    const named = typeof item === 'string' && typeof before === 'string' && secretHeader.test(before);
    return named ? mark : redactData(item, depth + 1);
  });
}
