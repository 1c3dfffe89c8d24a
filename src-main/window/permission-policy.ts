import { isOwnPage } from './navigation-policy.ts';

/** SECURITY: the page may put text on the clipboard (its copy buttons) and nothing else. */
export function mayUse(permission: string, requestingUrl: string, origin: string | null): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnPage(requestingUrl, origin);
}
