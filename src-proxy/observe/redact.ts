/**
 * SECURITY: the one place where secrets are taken out of text that leaves the process: log lines, upstream error bodies
 * kept for the person, diagnostics. It errs on the side of taking too much.
 */

const mark = '[redacted]';

const patterns: readonly [RegExp, string][] = [
  // JSON Web Tokens: access and id tokens.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, mark],
  [/\b(bearer\s+)[\w.~+/=-]{6,}/gi, `$1${mark}`],
  // Keys of OpenAI's and our own form.
  [/\b(sk|rt|sess)[-_][\w-]{12,}/g, mark],
  [
    /("(?:access_token|refresh_token|id_token|accessToken|refreshToken|idToken|api_key|apiKey|authorization|cookie|set-cookie|password|secret|code_verifier)"\s*:\s*")(?:[^"\\]|\\.)*(")/gi,
    `$1${mark}$2`,
  ],
  [/\b((?:access_token|refresh_token|id_token|api_key|key|token|code|state|code_verifier)=)[^&\s"']+/gi, `$1${mark}`],
];

export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

const secretName = /token|secret|password|authorization|cookie|api[-_]?key|verifier/i;

/** Plain data for a log line: errors become name and message, secrets go by their names as well as by their looks. */
export function redactData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (value instanceof Error) {
    return {
      name: value.name,
      message: redact(value.message),
      ...('code' in value ? { code: value.code } : {}),
      ...(value.cause === undefined ? {} : { cause: redactData(value.cause, depth + 1) }),
    };
  }
  if (value === null || typeof value !== 'object') return value;
  if (depth > 4) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redactData(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) && typeof item === 'string' ? mark : redactData(item, depth + 1),
    ]),
  );
}
