import { describe, expect, it } from 'vitest';

import type { ImportOutcome } from '#contract/account.ts';

import { AccountImport } from './account-import.svelte.ts';
import { sampleAccount } from './sample-data.ts';

const added: ImportOutcome = { result: 'added', file: 'work.json', index: 0, account: sampleAccount() };
const failed: ImportOutcome = {
  result: 'failed',
  file: 'bad.json',
  index: 0,
  code: 'invalid_auth_json',
  message: 'No tokens.',
};
const found = { path: '/home/anna/.codex/auth.json', email: null, planType: 'plus', alreadyAdded: false };

function importing(outcomes: ImportOutcome[]) {
  const accounts: string[] = [];
  const calls: string[] = [];
  const flow = new AccountImport(
    {
      importFiles: (files) => {
        calls.push(files.map((file) => file.name).join());
        return Promise.resolve(outcomes);
      },
      importFound: () => Promise.reject(new Error('gone')),
      foundFiles: () => Promise.resolve([found, { ...found, path: '/other', alreadyAdded: true }]),
    },
    (account) => accounts.push(account.accountId),
  );
  return { flow, accounts, calls };
}

describe('AccountImport', () => {
  it('keeps one result per file and hands on the accounts that are in', async () => {
    const { flow, accounts } = importing([added, failed]);
    await flow.importFiles([new File([], 'work.json'), new File([], 'bad.json')]);
    expect(flow.outcomes).toEqual([added, failed]);
    expect(accounts).toEqual(['a1']);
    flow.dismiss();
    expect(flow.outcomes).toBeNull();
  });

  it('offers only what is not in yet', async () => {
    const { flow } = importing([]);
    await flow.lookForFiles();
    expect(flow.found).toEqual([found]);
  });

  it('does one import at a time, and none of nothing', async () => {
    const { flow, calls } = importing([added]);
    await flow.importFiles([]);
    await Promise.all([flow.importFiles([new File([], 'a')]), flow.importFiles([new File([], 'b')])]);
    expect(calls).toEqual(['a']);
  });

  it('keeps the error of an import that came to nothing', async () => {
    const { flow } = importing([]);
    await flow.importFound('/x');
    expect(flow.error).toEqual(new Error('gone'));
    expect(flow.busy).toBe(false);
  });
});
