import { expect, it } from 'vitest';

import { authorizationUrl } from './authorize-url.ts';

it('the address to sign in at has every parameter, in order, spaces as %20', () => {
  const url = authorizationUrl({
    authorizeUrl: 'https://auth.openai.com/oauth/authorize',
    clientId: 'app_X',
    redirectUri: 'http://localhost:1455/auth/callback',
    challenge: 'CHALLENGE',
    state: 'STATE',
  });
  expect(url).toBe(
    'https://auth.openai.com/oauth/authorize?response_type=code&client_id=app_X' +
      '&redirect_uri=http%3A%2F%2Flocalhost%3A1455%2Fauth%2Fcallback' +
      '&scope=openid%20profile%20email%20offline_access&code_challenge=CHALLENGE&code_challenge_method=S256' +
      '&state=STATE&id_token_add_organizations=true&codex_cli_simplified_flow=true&originator=evenkeel',
  );
});
