import type { UpstreamResponse } from '../providers/provider.ts';

const longestTitle = 100;

/** Whether an upstream's refusal is a web page: something on the way answered in place of the API. */
export function isPage({ rawHeaders, body }: Pick<UpstreamResponse, 'rawHeaders' | 'body'>): boolean {
  if (body.toString('latin1', 0, 256).trimStart().startsWith('<')) return true;
  // One that came packed cannot be looked into, and plain words are called HTML at times.
  const isPacked = (headerIn(rawHeaders, 'content-encoding') ?? 'identity') !== 'identity';
  return isPacked && headerIn(rawHeaders, 'content-type')?.toLowerCase().startsWith('text/html') === true;
}

/** What a person is told in place of a page: programs show what they get, its source and all. */
export function pageSentence({ statusCode, rawHeaders, body }: UpstreamResponse): string {
  const title = titleIn(body.toString('utf8'));
  const page = title === null ? 'a web page' : `a web page ("${title}")`;
  const said = `The upstream answered with HTTP ${statusCode} and ${page} in place of a reason.`;
  if (statusCode >= 500) return `${said} It is out of order, or something on the way to it is. Try again in a moment.`;
  const byEdge = headerIn(rawHeaders, 'cf-mitigated') !== null || headerIn(rawHeaders, 'cf-ray') !== null;
  const who = byEdge
    ? 'Cloudflare, which stands in front of it'
    : 'Something in front of it, or a filter in your network';
  return `${said} ${who}, turned the request away; it did not come as far as the account. Try again later, or from another network or proxy.`;
}

function titleIn(page: string): string | null {
  const title = /<title[^>]*>([^<]{1,400})<\/title>/i.exec(page)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  return title === '' ? null : title.slice(0, longestTitle);
}

function headerIn(rawHeaders: readonly string[], name: string): string | null {
  const at = rawHeaders.findIndex((part, index) => index % 2 === 0 && part.toLowerCase() === name);
  return at === -1 ? null : (rawHeaders[at + 1] ?? null);
}
