import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { Logger } from '../ports.ts';
import { openStore } from './open-store.ts';
import type { AccountRecord, StickyRecord, Store } from './store.ts';

export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };

export function tempFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'evenkeel-storage-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Opens a store that is closed when the test ends, whether or not the test closes it. */
export async function openTestStore(dataDir: string): Promise<Store> {
  const store = await openStore({ dataDir, logger: silentLogger, nowMs: () => 1_750_000_000_000 });
  onTestFinished(() => store.close());
  return store;
}

export function sticky(key: string, accountId: string, updatedAtMs: number): StickyRecord {
  return {
    key,
    kind: 'codex_session',
    accountId,
    servedBy: accountId,
    hasMoved: false,
    createdAtMs: 1,
    updatedAtMs,
  };
}

export function account(id: string, more: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id,
    chatgptAccountId: `chatgpt-${id}`,
    chatgptUserId: null,
    email: `${id}@example.com`,
    alias: null,
    workspaceId: null,
    workspaceLabel: null,
    seatType: null,
    planType: 'plus',
    previousPlanType: null,
    planChangedAtMs: null,
    routingPolicy: 'normal',
    priority: null,
    upstreamProxy: null,
    status: 'active',
    deactivationReason: null,
    resetAtMs: null,
    blockedAtMs: null,
    lastRefreshMs: null,
    refreshMark: null,
    createdAtMs: 1_700_000_000_000,
    usage: null,
    ...more,
  };
}
