import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { openStore } from '../../src-proxy/storage/open-store.ts';
import { openWriting } from '../../src-proxy/storage/connection.ts';
import { requestEntry } from '../../src-proxy/storage/request-entry.fixture.ts';
import { encodeRequest, requestColumns } from '../../src-proxy/storage/request-row.ts';
import { createRollupWriter } from '../../src-proxy/storage/rollup-writer.ts';
import type { AccountRecord, NewRequestLogEntry } from '../../src-proxy/storage/store.ts';

/** A data folder as a busy pool has it after a year: the tables through the code that fills them in operation. */

export const historyDays = 365;
const dayMs = 86_400_000;
const rowsPerTransaction = 20_000;

export const historyAccounts = Array.from({ length: 8 }, (_, index) => `acc-${index + 1}`);
export const historyKeys = ['key-laptop', 'key-ci', 'key-team'];
const models = ['gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.6-luna', 'gpt-5.5', 'gpt-5.4-mini'];
const clients = ['codex_cli_rs', 'codex_exec', 'opencode', 'openai-python'];
const errorCodes = ['usage_limit_reached', 'stream_incomplete', 'upstream_error', 'invalid_request_error'];
const silentLogger = { error() {}, warn() {}, info() {}, debug() {} };

/** Returns how many milliseconds the rows took. */
export async function fillHistory(dataDir: string, rows: number, nowMs: number): Promise<number> {
  await addAccountsAndKeys(dataDir, nowMs);
  const db = openWriting(join(dataDir, 'evenkeel.db'));
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -200000');
  const startedAt = performance.now();
  try {
    const insert = db.prepare(`INSERT INTO request_log (id, ${requestColumns.join(', ')})
      VALUES (?, ${requestColumns.map(() => '?').join(', ')})`);
    const rollups = createRollupWriter(db);
    const next = rowMaker(rows, nowMs);
    const some = db.transaction((from: number, to: number) => {
      for (let id = from; id < to; id += 1) {
        const row = [id, ...encodeRequest(next(id))];
        insert.run(row);
        rollups.add(row);
      }
      rollups.flush();
    });
    for (let from = 1; from <= rows; from += rowsPerTransaction)
      some(from, Math.min(rows + 1, from + rowsPerTransaction));
    db.pragma('optimize');
    return performance.now() - startedAt;
  } finally {
    db.close();
  }
}

async function addAccountsAndKeys(dataDir: string, nowMs: number): Promise<void> {
  const store = await openStore({ dataDir, logger: silentLogger, nowMs: () => nowMs });
  for (const id of historyAccounts) await store.saveAccount(accountRecord(id, nowMs));
  for (const id of historyKeys) {
    await store.saveApiKey({
      id,
      name: id,
      keyHash: id,
      keyHint: 'sk-clb-…0000',
      isActive: true,
      expiresAtMs: null,
      createdAtMs: nowMs - historyDays * dayMs,
      usageResetAtMs: 0,
      allowedModels: [],
      enforcedModel: null,
      allowedReasoningEfforts: [],
      enforcedReasoningEffort: null,
      enforcedServiceTier: null,
      trafficClass: 'foreground',
      transportPolicyOverride: null,
      usageSections: '',
      assignedAccountIds: [],
      assignedSourceIds: [],
      limits: [],
    });
  }
  for (let atMs = nowMs - 7 * dayMs; atMs < nowMs; atMs += 600_000) {
    const usedPercent = Math.round((atMs / 600_000) % 100);
    await store.saveUsagePoint({
      accountId: historyAccounts[0] ?? '',
      window: 'primary',
      atMs,
      usedPercent,
      resetAtMs: null,
    });
  }
  await store.close();
}

function accountRecord(id: string, nowMs: number): AccountRecord {
  return {
    id,
    chatgptAccountId: `chatgpt-${id}`,
    chatgptUserId: null,
    email: `${id}@example.test`,
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
    status: 'paused',
    deactivationReason: null,
    resetAtMs: null,
    blockedAtMs: null,
    lastRefreshMs: null,
    refreshMark: null,
    createdAtMs: nowMs,
    usage: null,
  };
}

export const conversationOf = (id: number): string => `conversation-${Math.floor(id / 30)}`;

/** Conversations of thirty requests, each mostly of one account, model, key and client. */
function rowMaker(rows: number, nowMs: number): (id: number) => NewRequestLogEntry {
  const firstMs = nowMs - historyDays * dayMs;
  const stepMs = (historyDays * dayMs) / rows;
  const pick = <Value>(values: readonly Value[], seed: number): Value => values[seed % values.length] as Value;
  return (id) => {
    const conversation = Math.floor(id / 30);
    const failed = id % 50 === 0;
    const cancelled = id % 77 === 0;
    const inputTokens = 5000 + ((id * 7919) % 90_000);
    const keyId = conversation % 3 === 0 ? null : pick(historyKeys, conversation);
    const account = pick(historyAccounts, conversation * 7 + (id % 30 > 25 ? 1 : 0));
    const requestedAt = new Date(firstMs + id * stepMs - 30_000).toISOString();
    const [attempt] = requestEntry().attempts;
    if (attempt === undefined) throw new Error('The fixture has no attempt.');
    return requestEntry({
      requestId: randomUUID(),
      requestedAt,
      conversationId: conversationOf(id),
      accountId: account,
      model: pick(models, conversation * 3 + (id % 30 > 28 ? 1 : 0)),
      status: failed ? 'error' : cancelled ? 'cancelled' : 'success',
      statusCode: failed ? 502 : 200,
      errorCode: failed ? pick(errorCodes, id) : null,
      errorMessage: failed ? 'The upstream could not be reached.' : null,
      inputTokens,
      cachedInputTokens: Math.floor(inputTokens * 0.8),
      outputTokens: 300 + (id % 2000),
      reasoningTokens: id % 900,
      tokens: inputTokens + 300 + (id % 2000),
      latencyMs: 4000 + ((id * 31) % 40_000),
      latencyFirstEventMs: 300 + ((id * 17) % 3000),
      latencyQueueMs: id % 11 === 0 ? 40 : 0,
      attempts: [
        {
          ...attempt,
          decision: {
            ...attempt.decision,
            candidates: historyAccounts.map((accountId) => ({
              accountId,
              verdict: accountId === account ? 'chosen' : 'lost',
              code: 'used_more',
              short: 41,
              long: 63,
              figure: 37,
            })),
          },
        },
      ],
      useragent: `${pick(clients, conversation)}/0.169.0 (Linux 6.8; x86_64) xterm`,
      client: pick(clients, conversation),
      apiKeyId: keyId,
      apiKeyName: keyId,
      chargedAt: keyId === null || failed ? null : requestedAt,
      costMicroUsd: failed ? null : 1000 + (id % 90_000),
      serviceTier: 'default',
      reasoningEffort: 'medium',
    });
  };
}
