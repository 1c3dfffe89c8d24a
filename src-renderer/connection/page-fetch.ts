import { pageHeader } from '#contract/dashboard-door.ts';

/**
 * `fetch` as our own page uses it: what changes something says that it is from here, and whoever is not signed in any more
 * is noticed. Which of the reasons it is, the engine is asked.
 */
export function pageFetch(fetchIt: typeof fetch, onSignedOut: () => void): typeof fetch {
  return async (input, init = {}) => {
    const method = (init.method ?? 'GET').toUpperCase();
    const isLook = method === 'GET' || method === 'HEAD';
    const headers = new Headers(init.headers);
    if (!isLook) headers.set(pageHeader, '1');
    const response = await fetchIt(input, isLook ? init : { ...init, headers });
    if (response.status === 401) onSignedOut();
    return response;
  };
}
