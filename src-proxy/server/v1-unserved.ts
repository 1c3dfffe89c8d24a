import { Refusal } from '../contract/refusal.ts';
import type { Route } from './route.ts';

/** Parts of the API that clients know and that nobody here serves: said in so many words, and not worth a second try. */
const unserved: readonly { readonly what: string; readonly paths: readonly string[] }[] = [
  { what: 'Translations of recordings are', paths: ['/v1/audio/translations'] },
  { what: 'Speech is', paths: ['/v1/audio/speech'] },
  { what: 'This part of audio is', paths: ['/v1/audio/{*rest}'] },
  { what: 'Uploads in parts are', paths: ['/v1/uploads', '/v1/uploads/{*rest}'] },
  { what: 'Batches are', paths: ['/v1/batches', '/v1/batches/{*rest}'] },
  { what: 'Moderations are', paths: ['/v1/moderations'] },
  { what: 'Vector stores are', paths: ['/v1/vector_stores', '/v1/vector_stores/{*rest}'] },
];

export function unservedRoutes(): Route[] {
  return [
    ...unserved.flatMap(({ what, paths }) => paths.map((path) => refusing(path, () => notServed(what)))),
    // A key is given to programs, and what this spends cannot be taken back.
    refusing(
      '/v1/reset-credit',
      () =>
        new Refusal(
          'endpoint_not_served',
          'Resets are not for API keys to spend. Their owner does: in the dashboard, with "evenkeel accounts resets", or in Codex on this machine without a key.',
          { headers: { 'x-should-retry': 'false' } },
        ),
    ),
    refusing('/v1/images/variations', () => new Refusal('not_found', 'Variations of images are not supported.')),
    refusing(
      '/v1/responses/{*rest}',
      () => new Refusal('not_found', 'Answers are not stored, so none can be fetched, changed or cancelled later.'),
    ),
  ];
}

/** For paths that are served with another method. */
export function onlyBy(method: 'GET' | 'POST', path: string): Route {
  return refusing(
    path,
    () => new Refusal('method_not_allowed', `This path takes ${method} alone.`, { headers: { allow: method } }),
  );
}

function notServed(what: string): Refusal {
  return new Refusal('endpoint_not_served', `${what} not served by this version of Evenkeel.`, {
    headers: { 'x-should-retry': 'false' },
  });
}

export function refusing(path: string, refusal: () => Refusal): Route {
  return {
    method: 'all',
    path,
    plane: 'data',
    handle: () => {
      throw refusal();
    },
  };
}
