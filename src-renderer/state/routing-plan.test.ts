import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '#contract/account.ts';
import type { SettingsResponse, SettingsUpdate, SettingView } from '#contract/settings.ts';

import { ApiError } from '../connection/api-error.ts';
import { LiveState } from './live-state.svelte.ts';
import { RoutingPlan } from './routing-plan.svelte.ts';
import { sampleAccount } from './sample-data.ts';

const defaults = { routingStrategy: 'usage_weighted', preferEarlierReset: 'off', singleAccountId: '' };
type Key = keyof typeof defaults;

/** An engine with the three settings and an order, and what was asked of it. */
function engineWith(accounts: AccountSummary[]) {
  const live = new LiveState();
  live.accounts = accounts;
  const engine = { version: 1, own: {} as Partial<Record<Key, string>>, calls: [] as string[] };
  const view = (key: Key): SettingView => ({
    key,
    value: engine.own[key] ?? defaults[key],
    defaultValue: defaults[key],
    source: key in engine.own ? 'dashboard' : 'default',
    sourceName: null,
    environmentName: '',
    editable: true,
    effect: 'live',
    title: '',
    help: '',
    unit: null,
    allowed: '',
    choices: null,
  });
  const answer = (): SettingsResponse => ({
    version: engine.version,
    settings: (Object.keys(defaults) as Key[]).map(view),
  });
  const take = ({ expectedVersion: _version, ...update }: SettingsUpdate) => {
    engine.calls.push(`settings ${JSON.stringify(update)}`);
    for (const [key, value] of Object.entries(update)) {
      if (value === null) delete engine.own[key as Key];
      else engine.own[key as Key] = String(value);
    }
    engine.version += 1;
  };
  const api: ConstructorParameters<typeof RoutingPlan>[0] = {
    settings: () => Promise.resolve(answer()),
    updateSettings: (update) => {
      if (update.expectedVersion !== engine.version)
        return Promise.reject(new ApiError({ code: 'settings_conflict', message: '', status: 409, requestId: null }));
      take(update);
      return Promise.resolve(answer());
    },
    setAccountOrder: (order) => {
      engine.calls.push(`order ${order.join(' ')}`);
      const placeOf = (id: string) => (order.includes(id) ? order.indexOf(id) : null);
      return Promise.resolve(live.accounts.map((one) => ({ ...one, priority: placeOf(one.accountId) })));
    },
  };
  return { engine, live, plan: new RoutingPlan(api, live) };
}

const two = () => [sampleAccount({ accountId: 'a' }), sampleAccount({ accountId: 'b' })];

describe('RoutingPlan', () => {
  it('is a draft until it is saved, and can be discarded', async () => {
    const { plan, engine } = engineWith(two());
    expect(plan.choice).toBeNull();
    await plan.load();
    plan.edit({ routingStrategy: 'round_robin' });
    expect(plan.choice?.routingStrategy).toBe('round_robin');
    expect(plan.isChanged).toBe(true);
    expect(engine.calls).toEqual([]);
    plan.discard();
    expect(plan.isChanged).toBe(false);
  });

  it('saves only what changed, and undo brings the default back', async () => {
    const { plan, engine } = engineWith(two());
    await plan.load();
    plan.edit({ routingStrategy: 'fill_first', preferEarlierReset: 'off' });
    const undo = await plan.save();
    expect(engine.calls).toEqual(['settings {"routingStrategy":"fill_first"}']);
    expect(plan.isChanged).toBe(false);
    await undo?.();
    expect(engine.own).toEqual({});
    expect(plan.choice?.routingStrategy).toBe('usage_weighted');
  });

  it('places everyone before priority begins, and undo takes the places away', async () => {
    const { plan, engine, live } = engineWith(two());
    await plan.load();
    plan.edit({ routingStrategy: 'priority', order: ['b', 'a'] });
    const undo = await plan.save();
    expect(engine.calls).toEqual(['order b a', 'settings {"routingStrategy":"priority"}']);
    expect(live.account('b')?.priority).toBe(0);
    expect(plan.isChanged).toBe(false);
    await undo?.();
    expect(live.account('b')?.priority).toBeNull();
    expect(engine.own).toEqual({});
  });

  it('keeps the order it shows when priority begins, also if nobody moved anything', async () => {
    const { plan, engine } = engineWith(two());
    await plan.load();
    plan.edit({ routingStrategy: 'priority' });
    await plan.save();
    expect(engine.calls[0]).toBe('order a b');
  });

  it('sees an account that comes while an order is being made', async () => {
    const { plan, live } = engineWith(two());
    await plan.load();
    plan.edit({ order: ['b', 'a'] });
    live.putAccount(sampleAccount({ accountId: 'c' }));
    expect(plan.choice?.order).toEqual(['b', 'a', 'c']);
  });

  it('gives the draft up when somebody else changed the settings, and says so', async () => {
    const { plan, engine } = engineWith(two());
    await plan.load();
    engine.version += 1;
    plan.edit({ routingStrategy: 'round_robin' });
    expect(await plan.save()).toBeNull();
    expect(plan.isConflict).toBe(true);
    expect(plan.isChanged).toBe(false);
    plan.edit({ routingStrategy: 'round_robin' });
    expect(await plan.save()).not.toBeNull();
  });

  it('a failure keeps the draft', async () => {
    const { plan, live } = engineWith(two());
    const broken = new RoutingPlan(
      {
        settings: () => Promise.resolve({ version: 1, settings: [] }),
        updateSettings: () => Promise.reject(new Error('away')),
        setAccountOrder: () => Promise.reject(new Error('away')),
      },
      live,
    );
    await broken.load();
    broken.edit({ order: ['b', 'a'] });
    expect(await broken.save()).toBeNull();
    expect(broken.error).toBeInstanceOf(Error);
    expect(broken.isChanged).toBe(true);
    expect(plan.error).toBeNull();
  });
});
