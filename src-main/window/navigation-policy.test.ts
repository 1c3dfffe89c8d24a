import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isOwnPage, mayDownload, mayLoad, mayOpenOutside } from './navigation-policy.ts';
import { mayUse } from './permission-policy.ts';

const origin = 'http://127.0.0.1:2455';

describe('E4: where the window may go', () => {
  it.each(['/dashboard', '/dashboard/requests?x=1', '/'])('stays on its own origin: %s', (path) => {
    expect(isOwnPage(origin + path, origin)).toBe(true);
  });

  it.each([
    'https://127.0.0.1:2455/dashboard',
    'http://127.0.0.1:2456/dashboard',
    'http://localhost:2455/dashboard',
    'http://127.0.0.1:2455.evil.test/',
    'http://127.0.0.1:2455@evil.test/',
    'file:///etc/passwd',
    'about:blank',
    'javascript:alert(1)',
    'not a url',
    '',
  ])('goes nowhere else: %s', (url) => {
    expect(isOwnPage(url, origin)).toBe(false);
  });

  it('has no own page before the engine listens', () => {
    expect(isOwnPage('null', null)).toBe(false);
    expect(isOwnPage(origin, null)).toBe(false);
  });

  it('loads from its own origin and from what the page itself made, nothing else', () => {
    expect(mayLoad(`${origin}/api/events`, origin)).toBe(true);
    expect(mayLoad('data:image/png;base64,AA==', origin)).toBe(true);
    expect(mayLoad('https://fonts.example.test/a.woff2', origin)).toBe(false);
    expect(mayLoad('file:///etc/passwd', origin)).toBe(false);
    expect(mayLoad('http://127.0.0.1:1455/', origin)).toBe(false);
  });
});

describe('E5: what the system browser is asked to open', () => {
  it.each([
    'https://auth.openai.com/log-in',
    'https://chatgpt.com/codex/settings/usage',
    'https://help.openai.com/en/?q=1#a',
  ])('opens %s', (url) => {
    expect(mayOpenOutside(url)).toBe(true);
  });

  it.each([
    'http://auth.openai.com/',
    'https://auth.openai.com.evil.test/',
    'https://evil.test/auth.openai.com',
    'https://auth.openai.com:8443/',
    'https://user@auth.openai.com/',
    'https://auth.openai.com@evil.test/',
    'https://sub.auth.openai.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://auth.openai.com/share',
    'ms-msdt:/id',
    '\\\\auth.openai.com\\share',
    '',
  ])('refuses %s', (url) => {
    expect(mayOpenOutside(url)).toBe(false);
  });

  it.each([
    ['http://127.0.0.1:9999', 'http://127.0.0.1:9999/oauth/authorize?state=s', true],
    ['http://127.0.0.1:9999/', 'http://127.0.0.1:9999/codex/device', true],
    ['https://sso.example.test/base/', 'https://sso.example.test/base/oauth/authorize', true],
    ['https://sso.example.test/base', 'https://sso.example.test/oauth/authorize', false],
    ['https://sso.example.test/base', 'https://sso.example.test/esab/oauth/authorize', false],
    ['http://127.0.0.1:9999', 'http://127.0.0.1:9999/oauth/authorize/../../else', false],
    ['http://127.0.0.1:9999', 'http://127.0.0.1:9998/oauth/authorize', false],
    ['http://127.0.0.1:9999', 'http://user@127.0.0.1:9999/oauth/authorize', false],
    ['http://127.0.0.1:9999', 'https://127.0.0.1:9999/oauth/authorize', false],
    ['file:///', 'file:///oauth/authorize', false],
    ['nothing', 'http://127.0.0.1:9999/oauth/authorize', false],
    [null, 'http://127.0.0.1:9999/oauth/authorize', false],
  ])('with the sign-in service at %s, %s: %s', (service, url, opens) => {
    expect(mayOpenOutside(url, service)).toBe(opens);
  });

  it('refuses whatever is not https, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ validSchemes: ['http', 'ftp', 'file', 'smb'] }), fc.string()), (text) => {
        expect(mayOpenOutside(text)).toBe(false);
      }),
    );
  });
});

describe('E6: what the page may use', () => {
  it('puts text on the clipboard from its own origin', () => {
    expect(mayUse('clipboard-sanitized-write', `${origin}/dashboard`, origin)).toBe(true);
  });

  it.each([
    'clipboard-read',
    'geolocation',
    'notifications',
    'media',
    'usb',
    'hid',
    'serial',
    'openExternal',
    'unknown',
  ])('is refused %s', (permission) => {
    expect(mayUse(permission, `${origin}/dashboard`, origin)).toBe(false);
  });

  it('gives nothing to another origin', () => {
    expect(mayUse('clipboard-sanitized-write', 'https://evil.test/', origin)).toBe(false);
    expect(mayUse('clipboard-sanitized-write', `${origin}/`, null)).toBe(false);
  });
});

describe('E6: what may become a file', () => {
  it('is only what the page itself made, or the engine wrote to be one', () => {
    expect(mayDownload(`blob:${origin}/3f0c`, origin)).toBe(true);
    for (const path of ['/api/request-logs/export?format=csv', '/api/reports.csv?table=daily'])
      expect(mayDownload(origin + path, origin)).toBe(true);
    for (const url of [
      `${origin}/api/reports.csv/x`,
      'https://evil.test/api/reports.csv',
      `${origin}/api/accounts`,
      'blob:https://evil.test/3f0c',
      'data:text/plain,x',
      'blob:null/3f0c',
    ])
      expect(mayDownload(url, origin)).toBe(false);
    expect(mayDownload(`blob:${origin}/3f0c`, null)).toBe(false);
  });
});
