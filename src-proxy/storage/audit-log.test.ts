import { expect, it } from 'vitest';

import { auditPageSchema } from '../contract/audit.ts';
import { openTestStore, tempFolder } from './records.fixture.ts';
import type { NewAuditEntry } from './store.ts';

const entry = (target: string, action = 'account.export'): NewAuditEntry => ({
  atMs: 1_750_000_000_000,
  actor: 'dashboard',
  action,
  target,
  detail: { form: 'codex' },
});

it('the audit log is read newest first, in pages, and by what was done to what', async () => {
  const store = await openTestStore(tempFolder());
  for (const target of ['a', 'b', 'c']) await store.appendAudit(entry(target));
  await store.appendAudit(entry('a', 'account.remove'));

  const first = auditPageSchema.parse(await store.listAudit({ limit: 2 }));
  expect(first.entries.map(({ target, action }) => [target, action])).toEqual([
    ['a', 'account.remove'],
    ['c', 'account.export'],
  ]);
  expect(first).toMatchObject({ hasMore: true });
  const second = await store.listAudit({ limit: 2, before: first.entries[1]?.id });
  expect(second.entries.map(({ target }) => target)).toEqual(['b', 'a']);
  expect(second.hasMore).toBe(false);
  expect((await store.listAudit({ limit: 9, target: 'a', action: 'account.export' })).entries).toMatchObject([
    { at: '2025-06-15T15:06:40.000Z', actor: 'dashboard', detail: { form: 'codex' } },
  ]);
});
