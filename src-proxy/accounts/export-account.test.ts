import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountExportSchema } from '../contract/account-export.ts';
import { account as accountRecord } from '../storage/records.fixture.ts';
import type { NewAuditEntry } from '../storage/store.ts';
import { Account } from './account.ts';
import { accountExporter, exportOf } from './export-account.ts';

const tokens = { idToken: 'i', accessToken: 'a', refreshToken: 'r', obtainedAtMs: null };

describe('exportOf', () => {
  it('names a file that is a file here and on Windows, whatever the address says', () => {
    const name = (email: string | null) => exportOf({ ...accountRecord('acc-1'), email }, tokens).filename;
    expect(name('Anna.B@example.test')).toBe('auth-anna.b@example.test.json');
    expect(name('../../etc/passwd')).toBe('auth-etc-passwd.json');
    expect(name('a\\b:c*?"<>|\u0000\n@x')).toBe('auth-a-b-c-@x.json');
    expect(name('…')).toBe('auth-account.json');
    expect(name(null)).toBe('auth-acc-1.json');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (email) => {
        expect(name(email)).toMatch(/^auth-[a-z0-9@_]([a-z0-9@._-]{0,58}[a-z0-9@_])?\.json$/);
        expect(name(email)).not.toContain('..');
      }),
    );
  });

  it('says nothing that it does not know: no account id, no time, no end', () => {
    const told = exportOf({ ...accountRecord('acc-1'), chatgptAccountId: null }, tokens);
    expect(accountExportSchema.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      tokens: { expiresAtMs: null },
      codexAuthJson: { tokens: { account_id: null }, last_refresh: null },
      opencodeAuthJson: { openai: { expires: 0 } },
    });
    expect(told.opencodeAuthJson.openai).not.toHaveProperty('accountId');
  });
});

describe('accountExporter', () => {
  function exporterWith(appendAudit: (entry: NewAuditEntry) => Promise<number>) {
    const account = new Account(accountRecord('acc-1'), tokens);
    const shelf = new Map([[account.id, account]]);
    const run = accountExporter({
      book: {
        require: (accountId) => {
          const found = shelf.get(accountId);
          if (!found) throw new Error('account_not_found');
          return found;
        },
      },
      tokens: { settled: () => Promise.resolve(), renew: () => Promise.reject(new Error('nothing to renew')) },
      store: { appendAudit },
      clock: { nowMs: () => 1_750_000_000_000, sleep: () => Promise.resolve() },
    });
    return { run, account, shelf };
  }

  it('hands out nothing that is not in the audit log', async () => {
    const { run } = exporterWith(() => Promise.reject(new Error('disk full')));
    await expect(run('acc-1', 'dashboard')).rejects.toThrow('disk full');
    const order: string[] = [];
    const { run: again } = exporterWith(async ({ actor, action, target }) => {
      order.push(`${actor} ${action} ${target}`);
      await Promise.resolve();
      order.push('on disk');
      return 1;
    });
    await again('acc-1', 'tray').then(() => order.push('handed out'));
    expect(order).toEqual(['tray account.export acc-1', 'on disk', 'handed out']);
  });

  it('hands out the tokens that there are after that, and none of an account that was removed meanwhile', async () => {
    const renewing = exporterWith(() => {
      renewing.account.tokens = { ...tokens, refreshToken: 'r2' };
      return Promise.resolve(1);
    });
    expect((await renewing.run('acc-1', 'engine')).tokens.refreshToken).toBe('r2');
    const removing = exporterWith(() => {
      removing.shelf.clear();
      return Promise.resolve(1);
    });
    await expect(removing.run('acc-1', 'engine')).rejects.toThrow('account_not_found');
  });
});
