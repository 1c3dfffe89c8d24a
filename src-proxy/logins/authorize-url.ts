export interface AuthorizeRequest {
  readonly authorizeUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly state: string;
}

/**
 * The address that a person's browser opens. Order and spelling (`%20`, never `+`) are those that the sign-in service is
 * known to take; `originator` is our own name, because we do not pass for another program.
 */
export function authorizationUrl(request: AuthorizeRequest): string {
  const parameters: readonly (readonly [string, string])[] = [
    ['response_type', 'code'],
    ['client_id', request.clientId],
    ['redirect_uri', request.redirectUri],
    ['scope', 'openid profile email offline_access'],
    ['code_challenge', request.challenge],
    ['code_challenge_method', 'S256'],
    ['state', request.state],
    ['id_token_add_organizations', 'true'],
    ['codex_cli_simplified_flow', 'true'],
    ['originator', 'evenkeel'],
  ];
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${request.authorizeUrl}?${query}`;
}
