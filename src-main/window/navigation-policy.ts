/**
 * Threats: a link or script in the dashboard (a model's name, an upstream error shown as text) that leads the window to a
 * foreign page, which would then run inside the app's frame; and a URL handed to the system, where `file:`, `smb:` or a
 * registered scheme can start programs.
 */

/** SECURITY: exact host names. Nothing is matched by prefix, suffix or pattern. */
const externalHosts: ReadonlySet<string> = new Set([
  'auth.openai.com',
  'chatgpt.com',
  'developers.openai.com',
  'help.openai.com',
  'platform.openai.com',
  'status.openai.com',
]);

export function isOwnPage(url: string, origin: string | null): boolean {
  return origin !== null && URL.parse(url)?.origin === origin;
}

/** SECURITY: https, a host on the list, the usual port and no user part; everything else stays inside. */
export function mayOpenOutside(url: string): boolean {
  const target = URL.parse(url);
  return (
    target?.protocol === 'https:' &&
    externalHosts.has(target.hostname) &&
    target.port === '' &&
    target.username === '' &&
    target.password === ''
  );
}

/** What the window may fetch: its own origin, and what the page itself made. */
export function mayLoad(url: string, origin: string | null): boolean {
  return /^(?:blob|data|devtools):/.test(url) || isOwnPage(url, origin);
}
