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

/** The pages of the sign-in service that a person is sent to. */
const signInPaths: readonly string[] = ['/oauth/authorize', '/codex/device'];

/**
 * SECURITY: https, a host on the list, the usual port and no user part; everything else stays inside.
 * @param signInService where people sign in by the settings; its two pages may be opened wherever it is.
 */
export function mayOpenOutside(url: string, signInService: string | null = null): boolean {
  const target = URL.parse(url);
  if (!target || target.username !== '' || target.password !== '') return false;
  if (isSignInPage(target, signInService)) return true;
  return target.protocol === 'https:' && externalHosts.has(target.hostname) && target.port === '';
}

function isSignInPage(target: URL, signInService: string | null): boolean {
  const service = signInService === null ? null : URL.parse(signInService);
  if (!service || !/^https?:$/.test(service.protocol) || target.origin !== service.origin) return false;
  const base = service.pathname.replace(/\/$/, '');
  return signInPaths.some((path) => target.pathname === `${base}${path}`);
}

/** What the engine itself hands out as a file. */
const ownFiles: ReadonlySet<string> = new Set(['/api/request-logs/export', '/api/reports.csv']);

/** SECURITY: only what our own page made or our own engine wrote; nothing from the network becomes a file. */
export function mayDownload(url: string, origin: string | null): boolean {
  return isOwnPage(url, origin) && (url.startsWith('blob:') || ownFiles.has(URL.parse(url)?.pathname ?? ''));
}

/** What the window may fetch: its own origin, and what the page itself made. */
export function mayLoad(url: string, origin: string | null): boolean {
  return /^(?:blob|data|devtools):/.test(url) || isOwnPage(url, origin);
}
