import { expect, it } from 'vitest';

import { createMemoryVault } from './memory-vault.ts';
import { tokenSet } from './token-set.test-support.ts';

it('keeps other secrets beside token sets, each under its own name', async () => {
  const vault = createMemoryVault();
  await vault.put('a', tokenSet('one'));
  await vault.secrets.put('proxy:a', 'a password');
  expect(await vault.get('a')).toEqual(tokenSet('one'));
  expect(await vault.secrets.get('proxy:a')).toBe('a password');
  await vault.secrets.delete('proxy:a');
  expect([await vault.secrets.get('proxy:a'), await vault.get('a')]).toEqual([null, tokenSet('one')]);
});

it('says that what is kept is no token set, without repeating it', async () => {
  const vault = createMemoryVault();
  await vault.secrets.put('a', '{"accessToken":"canary"}');
  const error = await vault.get('a').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'vault_damaged' });
  expect(String(error)).not.toContain('canary');
});
