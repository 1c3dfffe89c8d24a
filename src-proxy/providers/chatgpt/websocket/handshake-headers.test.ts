import { describe, expect, it } from 'vitest';

import { handshakeHeaders } from './handshake-headers.ts';

const identity = { accessToken: 'token', chatgptAccountId: 'acc', requestId: 'r-1', ownName: 'evenkeel/1' };
const protocol = 'responses_websockets=2026-02-06';

describe('2.6: headers of the upstream handshake', () => {
  it.each([
    [[], protocol],
    [['OpenAI-Beta', protocol], protocol],
    [['openai-beta', `responses=experimental,${protocol}`], protocol],
    [['openai-beta', 'one=1', 'OpenAI-Beta', 'responses=experimental , two=2'], `one=1, two=2, ${protocol}`],
  ])('OpenAI-Beta of %j names the protocol and nothing that contradicts it', (given, expected) => {
    const headers = handshakeHeaders(given, identity);
    expect(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'openai-beta')).toEqual([
      ['openai-beta', expected],
    ]);
  });

  it('leaves out what belongs to the client’s own handshake, to a body, or to this hop', () => {
    const own = [
      'Connection', 'Upgrade, X-Hop', 'Upgrade', 'websocket', 'X-Hop', '1', 'Sec-WebSocket-Key', 'k',
      'Sec-WebSocket-Version', '13', 'Sec-WebSocket-Extensions', 'permessage-deflate', 'Sec-WebSocket-Protocol', 'p',
      'Accept', '*/*', 'Accept-Encoding', 'gzip', 'Content-Type', 'application/json', 'Host', 'x', 'TE', 'trailers',
    ]; // prettier-ignore
    const names = Object.keys(handshakeHeaders(own, identity)).map((name) => name.toLowerCase());
    expect(names.toSorted()).toEqual(
      ['authorization', 'chatgpt-account-id', 'openai-beta', 'originator', 'user-agent', 'x-request-id'].toSorted(),
    );
  });

  it('keeps the client’s names, spelled as they came, and each value of one that comes twice', () => {
    const headers = handshakeHeaders(
      ['User-Agent', 'codex_exec/1', 'Session-Id', 's', 'X-Two', '1', 'X-Two', '2'],
      identity,
    );
    expect(headers).toMatchObject({ 'User-Agent': 'codex_exec/1', 'Session-Id': 's', 'X-Two': ['1', '2'] });
    expect(headers.originator).toBeUndefined();
  });
});
