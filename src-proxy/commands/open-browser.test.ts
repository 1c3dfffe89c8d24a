import { describe, expect, it } from 'vitest';

import { browserOpener } from './open-browser.ts';

const address = 'https://auth.openai.com/oauth/authorize?a=1&b=%20';
const desktop = { DISPLAY: ':0' };

describe('the program that opens the browser', () => {
  it.each([
    ['linux', 'xdg-open', [address]],
    ['darwin', 'open', [address]],
    ['win32', 'rundll32', ['url.dll,FileProtocolHandler', address]],
  ] as const)('on %s it is %s, with the address as one argument', (platform, command, args) => {
    expect(browserOpener(address, platform, desktop)).toEqual({ command, args });
  });

  it('on a server without a desktop there is none', () => {
    expect(browserOpener(address, 'linux', {})).toBeNull();
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://example.test/', 'ms-settings:', 'no address'])(
    'never gets %s',
    (url) => {
      for (const platform of ['linux', 'darwin', 'win32'] as const)
        expect(browserOpener(url, platform, desktop)).toBeNull();
    },
  );

  it('may get an issuer on this machine', () => {
    expect(browserOpener('http://127.0.0.1:9/oauth/authorize', 'linux', desktop)?.args).toHaveLength(1);
  });
});
