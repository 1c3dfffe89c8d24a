import { expect, it } from 'vitest';

import { openWithPassphrase, sealWithPassphrase } from './passphrase-box.ts';

it('opens with its passphrase alone, and neither changed nor with a cost that the file chose', async () => {
  const secrets = { 'account-1': 'token canary', 'dashboard:totp': 'ABC' };
  const sealed = Buffer.from(await sealWithPassphrase('Größe zählt hier', secrets)).toString('utf8');
  expect(sealed).not.toContain('canary');
  const open = (passphrase: string, text: string) => openWithPassphrase(passphrase, Buffer.from(text));
  expect(await open('Größe zählt hier'.normalize('NFD'), sealed)).toEqual(secrets);
  expect(await open('größe zählt hier', sealed)).toBeNull();
  const parsed = JSON.parse(sealed) as { box: string };
  const box = Buffer.from(parsed.box, 'base64');
  box[box.length - 1] = 1 ^ (box.at(-1) ?? 0);
  expect(await open('Größe zählt hier', JSON.stringify({ ...parsed, box: box.toString('base64') }))).toBeNull();
  expect(await open('Größe zählt hier', JSON.stringify({ ...parsed, N: 2 ** 30 }))).toBeNull();
  expect(await open('Größe zählt hier', 'not JSON')).toBeNull();
});
