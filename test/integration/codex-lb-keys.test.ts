import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  makeCodexLbFolder,
  type CodexLbFolderOptions,
  type CodexLbKeyRow,
} from '../../src-proxy/accounts/codex-lb/codex-lb-folder.fixture.ts';
import type { ApiKeySummary } from '../../src-proxy/contract/api-keys.ts';
import {
  codexLbImportedSchema,
  codexLbPreviewSchema,
  type CodexLbImported,
  type CodexLbPreview,
} from '../../src-proxy/contract/codex-lb.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';

const newKey = (): string => `sk-clb-${randomBytes(32).toString('base64url')}`;
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const rowOf = (key: string, columns: CodexLbKeyRow['columns'], more: Omit<CodexLbKeyRow, 'columns'> = {}) => ({
  columns: { key_hash: hashOf(key), ...columns },
  ...more,
});

/** A codex-lb at home with two accounts, and an Evenkeel that has none. */
async function startBeside(keys: readonly CodexLbKeyRow[], options: CodexLbFolderOptions = {}): Promise<Stage> {
  const stage = await startStage({ imports: false });
  const rows = ['acc-a', 'acc-b'].map((accountId) => {
    const { email, accessToken, refreshToken } = stage.account(accountId);
    return { accountId, email, accessToken, refreshToken };
  });
  makeCodexLbFolder(join(stage.home, '.codex-lb'), rows, { keys, ...options }).close();
  return stage;
}

async function ask(stage: Stage, action: string, more: object = {}): Promise<unknown> {
  const answer = await stage.call(`/api/accounts/codex-lb/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ path: join(stage.home, '.codex-lb'), ...more }),
  });
  expect(answer.status).toBe(200);
  return answer.json;
}
const preview = async (stage: Stage): Promise<CodexLbPreview> =>
  codexLbPreviewSchema.parse(await ask(stage, 'preview'));
const take = async (stage: Stage, more: object = { keys: true }): Promise<CodexLbImported> =>
  codexLbImportedSchema.parse(await ask(stage, 'import', more));
const keysOf = async (stage: Stage): Promise<ApiKeySummary[]> =>
  ((await stage.call('/api/api-keys/')).json as { apiKeys: ApiKeySummary[] }).apiKeys;
const turn = (stage: Stage, key: string, model = 'gpt-5.5') =>
  stage.turn({ headers: { authorization: `Bearer ${key}` }, body: turnBody(undefined, { model }) });

describe('API keys of a codex-lb', () => {
  it('go on working with what they may; preview and audit log name them, and no hash leaves', async () => {
    const [plain, bound, revoked, old, batch] = [newKey(), newKey(), newKey(), newKey(), newKey()];
    await using stage = await startBeside([
      rowOf(plain, { name: 'plain', allowed_models: '["gpt-5.5"]' }),
      rowOf(
        bound,
        {
          name: 'bound',
          account_assignment_scope_enabled: 1,
          expires_at: '2099-01-02 03:04:05.000000',
          transport_policy_override: 'always_http',
        },
        {
          accountIds: ['acc-b_row'],
          limits: [
            { limit_type: 'TOTAL_TOKENS', limit_window: 'DAILY', max_value: 1_000_000 },
            { limit_type: 'cost_usd', limit_window: '7d', max_value: 5_000_000, model_filter: 'gpt-5.5' },
            { limit_type: 'credits', limit_window: '5h', max_value: 100 },
          ],
        },
      ),
      rowOf(revoked, { name: 'revoked', is_active: 0 }),
      rowOf(old, { name: 'old', expires_at: '2020-01-01 00:00:00' }),
      rowOf(batch, {
        name: 'batch',
        traffic_class: 'opportunistic',
        transport_policy_override: 'always_websocket',
        usage_sections: 'account_pool_usage,a_later_one',
      }),
    ]);
    const planned = await preview(stage);
    expect(planned.keys).toEqual([
      { name: 'plain', hint: 'sk-clb-AbCd…', result: 'new', problem: null },
      { name: 'bound', hint: 'sk-clb-AbCd…', result: 'new', problem: null },
      { name: 'revoked', hint: 'sk-clb-AbCd…', result: 'new', problem: null },
      { name: 'old', hint: 'sk-clb-AbCd…', result: 'new', problem: null },
      {
        name: 'batch',
        hint: 'sk-clb-AbCd…',
        result: 'new',
        problem: 'Left out: its transport policy (always_websocket).',
        said: { code: 'codex_lb_key.left_out', facts: { policy: 'always_websocket' } },
      },
    ]);
    expect(await keysOf(stage)).toEqual([]);

    const taken = await take(stage);
    expect(taken.keys).toEqual(['plain', 'bound', 'revoked', 'old', 'batch'].map((name) => ({ name, refusal: null })));
    const made = await keysOf(stage);
    expect(made.find(({ name }) => name === 'bound')).toMatchObject({
      status: 'active',
      expiresAt: '2099-01-02T03:04:05.000Z',
      assignedAccountIds: [stage.summary('acc-b').accountId],
      limits: [
        { limitType: 'total_tokens', limitWindow: 'daily', maxValue: 1_000_000, modelFilter: null },
        { limitType: 'cost_usd', limitWindow: 'weekly', maxValue: 5_000_000, modelFilter: 'gpt-5.5' },
        { limitType: 'credits', limitWindow: '5h', maxValue: 100, modelFilter: null },
      ],
      trafficClass: 'foreground',
      transportPolicyOverride: 'always_http',
      usageSections: 'upstream_limits,account_pool_usage',
    });
    expect(made.find(({ name }) => name === 'batch')).toMatchObject({
      trafficClass: 'opportunistic',
      transportPolicyOverride: null,
      usageSections: 'account_pool_usage',
    });
    expect((await turn(stage, plain)).status).toBe(200);
    expect((await turn(stage, plain, 'gpt-5.4')).status).toBe(403);
    expect((await turn(stage, bound)).status).toBe(200);
    expect(stage.served().at(-1)).toBe('acc-b');
    expect(errorOf(await turn(stage, revoked))).toMatchObject({ code: 'api_key_revoked' });
    expect(errorOf(await turn(stage, old))).toMatchObject({ code: 'api_key_expired' });

    const { json } = await stage.call('/api/audit-logs?action=api_key.import');
    expect((json as { entries: { detail: unknown }[] }).entries.map(({ detail }) => detail)).toContainEqual({
      name: 'plain',
      hint: 'sk-clb-AbCd…',
      from: 'codex-lb',
    });
    expect(JSON.stringify([planned, taken, made, json])).not.toMatch(/[0-9a-f]{64}/);
  });

  it('a second time they are here already; without being asked for none is taken', async () => {
    const key = newKey();
    await using stage = await startBeside([rowOf(key, { name: 'mine' })]);
    expect((await take(stage, {})).keys).toEqual([]);
    expect(await keysOf(stage)).toEqual([]);
    await take(stage);
    expect((await preview(stage)).keys).toMatchObject([{ name: 'mine', result: 'duplicate' }]);
    expect((await take(stage)).keys).toEqual([]);
    expect(await keysOf(stage)).toHaveLength(1);
  });

  it('none becomes one that may more than it might there', async () => {
    const keys = Array.from({ length: 7 }, newKey);
    const rows = [
      { account_assignment_scope_enabled: 1 },
      { source_assignment_scope_enabled: 1 },
      { allowed_models: '["gpt-5.5' },
      { enforced_reasoning_effort: 'gigantic' },
      { expires_at: 'soon' },
      { traffic_class: 'a_later_one' },
    ].map((columns, index) => rowOf(String(keys[index]), { name: `odd-${index}`, ...columns }));
    const gone = rowOf(
      String(keys[6]),
      { name: 'gone', account_assignment_scope_enabled: 1 },
      { accountIds: ['nobody'] },
    );
    await using stage = await startBeside([...rows, gone]);
    const planned = await preview(stage);
    expect(planned.keys.map(({ result }) => result)).toEqual([...rows.map(() => 'unreadable'), 'new']);
    const taken = await take(stage);
    expect(taken.keys.map(({ refusal }) => refusal)).toEqual(Array.from({ length: 7 }, () => expect.any(String)));
    expect(await keysOf(stage)).toEqual([]);
    for (const key of keys) expect((await turn(stage, key)).status).toBe(401);
  });

  it('api_key_auth_enabled is requireApiKey; the preview says what that means', async () => {
    const key = newKey();
    await using stage = await startBeside([rowOf(key, { name: 'mine' })], { settings: { api_key_auth_enabled: 1 } });
    const planned = await preview(stage);
    expect(planned.settings).toContainEqual({ key: 'requireApiKey', value: true });
    expect(planned.notes.join(' ')).toContain('asks every program for an API key');
    await take(stage, { settings: true, keys: true });
    expect((await stage.turn()).status).toBe(401);
    expect((await turn(stage, key)).status).toBe(200);
  });

  it('a version without keys has none', async () => {
    await using stage = await startBeside([], { keys: undefined });
    expect((await preview(stage)).keys).toEqual([]);
  });
});
