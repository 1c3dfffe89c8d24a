import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tokenSet } from './token-set.test-support.ts';
import type { Vault } from './vault.ts';

/** What every kind of vault keeps to. `open` gives a vault with nothing in it. */
export function vaultContract(name: string, open: () => Promise<Vault>, numRuns = 25): void {
  describe(`${name} keeps the vault's contract`, () => {
    it('has nothing for an account that it never saw, and deletes it without complaint', async () => {
      const vault = await open();
      await vault.delete('nobody');
      expect(await vault.get('nobody')).toBeNull();
    });

    it('gives back what was put, replaces it, and forgets it', async () => {
      const vault = await open();
      await vault.put('a', tokenSet('one'));
      expect(await vault.get('a')).toEqual(tokenSet('one'));
      await vault.put('a', { ...tokenSet('two'), obtainedAtMs: null });
      expect(await vault.get('a')).toEqual({ ...tokenSet('two'), obtainedAtMs: null });
      await vault.delete('a');
      expect(await vault.get('a')).toBeNull();
    });

    it('F2: gives back a token set of 8 KB', async () => {
      const vault = await open();
      await vault.put('a', tokenSet('big', 2_731));
      expect(await vault.get('a')).toEqual(tokenSet('big', 2_731));
    });

    it('keeps accounts apart, whatever they are called', async () => {
      const vault = await open();
      const ids = ['a', 'a/current', 'a/b', '../a', 'ä', '%61', '', 'probe/1-a', 'x'.repeat(200)];
      for (const id of ids) await vault.put(id, tokenSet(id));
      for (const id of ids) expect(await vault.get(id)).toEqual(tokenSet(id));
      await vault.delete('a');
      expect(await vault.get('a')).toBeNull();
      for (const id of ids.slice(1)) expect(await vault.get(id)).toEqual(tokenSet(id));
    });

    it('does what is asked for one account in the order asked', async () => {
      const vault = await open();
      const seen = await Promise.all([
        vault.put('a', tokenSet('one', 3_000)),
        vault.get('a'),
        vault.delete('a'),
        vault.get('a'),
        vault.put('a', tokenSet('two', 10)),
        vault.put('a', tokenSet('three', 2_000)),
        vault.get('a'),
      ]);
      expect([seen[1], seen[3], seen[6]]).toEqual([tokenSet('one', 3_000), null, tokenSet('three', 2_000)]);
    });

    it('keeps a set that its caller cannot change from outside', async () => {
      const vault = await open();
      await vault.put('a', tokenSet('one'));
      Object.assign((await vault.get('a')) ?? {}, { refreshToken: 'changed' });
      expect(await vault.get('a')).toEqual(tokenSet('one'));
    });

    it('gives back any string, of any script and length', async () => {
      const vault = await open();
      const text = fc.string({ unit: 'binary', maxLength: 4_000, size: 'max' });
      const anySet = fc.record({
        idToken: text,
        accessToken: text,
        refreshToken: text,
        obtainedAtMs: fc.option(fc.nat()),
      });
      await fc.assert(
        fc.asyncProperty(anySet, async (tokens) => {
          await vault.put('a', tokens);
          expect(await vault.get('a')).toEqual(tokens);
        }),
        { numRuns },
      );
    });
  });
}
