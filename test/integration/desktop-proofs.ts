import { expect } from 'vitest';

import { createShell, type Shell } from '../../src-main/shell.ts';
import { EngineStartError } from '../../src-proxy/engine-api.ts';
import { forecastPool } from '../../src-proxy/usage/forecast.ts';
import { fakeShellPorts } from '../fakes/electron/fake-ports.ts';
import { settled } from '../fakes/electron/manual-time.ts';
import { sampleAccount, sampleRequest } from '../fakes/electron/samples.ts';
import type { Stage } from './harness.ts';

/** The desktop's shell in a world of its own, with the settings of the running server. */
async function shellWith(stage: Stage) {
  const outside = fakeShellPorts();
  const { engine, time, notifications } = outside;
  engine.settings = () => stage.engine.settings();
  engine.accounts = [sampleAccount({ displayName: 'Work' })];
  const shell: Shell = createShell({ ...outside.ports, startHidden: true });
  await shell.run();
  await time.advance(1_000);
  /** What is told when the world becomes so and time goes by. */
  const told = async (change: () => void): Promise<string[]> => {
    const before = notifications.shown.length;
    change();
    engine.emit({ type: 'settings', version: 1 });
    await time.advance(2_000);
    return notifications.shown.slice(before).map(({ title }) => title);
  };
  const become = (change: Parameters<typeof sampleAccount>[0]) =>
    told(() => {
      engine.accounts = [sampleAccount({ displayName: 'Work', ...change })];
    });
  return { ...outside, shell, told, become };
}

const usage = (primary: number, secondary: number, monthly: number) => ({
  usage: { primaryRemainingPercent: primary, secondaryRemainingPercent: secondary, monthlyRemainingPercent: monthly },
});
const title = '5% left';

/** Turning down one of the three thresholds tells of that window and of no other. */
async function proveThreshold(stage: Stage, key: string, low: ReturnType<typeof usage>): Promise<void> {
  const world = await shellWith(stage);
  await world.become(usage(50, 50, 50));
  expect(await world.become(low)).toEqual([]);
  await stage.set({ [key]: 10 });
  await world.become(usage(50, 50, 50));
  expect(await world.become(low)).toEqual([expect.stringContaining(title)]);
}

/** That each live setting of the desktop changes what it does. */
export const desktopProofs: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async notifyLogin(stage) {
    const world = await shellWith(stage);
    await stage.set({ notifyLogin: false });
    expect(await world.become({ status: 'reauth_required' })).toEqual([]);
    await world.become({});
    await stage.set({ notifyLogin: true });
    await world.become({});
    expect(await world.become({ status: 'reauth_required' })).toEqual(['Work needs a sign-in']);
  },
  async notifyAllCooling(stage) {
    const world = await shellWith(stage);
    await stage.set({ notifyAllCooling: false });
    expect(await world.become({ status: 'quota_exceeded' })).toEqual([]);
    await stage.set({ notifyAllCooling: true });
    await world.become({});
    expect(await world.become({ status: 'quota_exceeded' })).toEqual(['No account can serve now']);
  },
  async notifyProxyDown(stage) {
    for (const wanted of [true, false]) {
      await stage.set({ notifyProxyDown: wanted });
      const outside = fakeShellPorts();
      outside.engine.settings = () => stage.engine.settings();
      outside.engine.startErrors = [new EngineStartError('port_in_use', 'Taken.')];
      createShell({ ...outside.ports, startHidden: true })
        .run()
        .catch(() => undefined);
      await settled();
      expect([outside.notifications.shown.length, outside.dialogs.shown.length]).toEqual(wanted ? [1, 0] : [0, 1]);
    }
  },
  notifyShortWindowLeftPercent: (stage) => proveThreshold(stage, 'notifyShortWindowLeftPercent', usage(5, 50, 50)),
  notifyWeekLeftPercent: (stage) => proveThreshold(stage, 'notifyWeekLeftPercent', usage(50, 5, 50)),
  notifyMonthLeftPercent: (stage) => proveThreshold(stage, 'notifyMonthLeftPercent', usage(50, 50, 5)),
  async notifyRunOut(stage) {
    const world = await shellWith(stage);
    const pool = forecastPool([], () => [], 0);
    const runsOut = { ...pool, status: 'runs_out', runsOutAt: '2026-11-02T11:00:00.000Z' } as const;
    const become = (next: typeof pool) => world.told(() => void (world.engine.pool = next));
    await become({ ...pool, status: 'lasts' });
    expect(await become(runsOut)).toEqual([]);
    await stage.set({ notifyRunOut: true });
    await become({ ...pool, status: 'lasts' });
    expect(await become(runsOut)).toEqual(['The pool is about to run out']);
  },
  async notifyReset(stage) {
    const world = await shellWith(stage);
    await world.become(usage(3, 50, 50));
    expect(await world.become(usage(100, 50, 50))).toEqual([]);
    await stage.set({ notifyReset: true });
    await world.become(usage(3, 50, 50));
    expect(await world.become(usage(100, 50, 50))).toEqual(['Work has its allowance back']);
  },
  async notifyFailover(stage) {
    const world = await shellWith(stage);
    const decision = { strategy: '', accountId: 'gone', reason: '', candidates: [] };
    const attempts = [{ accountId: 'gone', decision, errorCode: 'rate_limit_exceeded' }];
    const request = { ...sampleRequest(), attempts } as unknown as ReturnType<typeof sampleRequest>;
    const move = () => world.told(() => world.engine.emit({ type: 'request', request }));
    expect(await move()).toEqual([]);
    await stage.set({ notifyFailover: true });
    expect(await move()).toEqual(['A request moved to Work']);
  },
  async notifyUpdate(stage) {
    const world = await shellWith(stage);
    await stage.set({ notifyUpdate: false });
    await world.told(() => undefined);
    world.updates.newest = '2.0.0';
    expect(await world.told(() => world.shell.click('check-updates'))).toEqual([]);
    const other = await shellWith(stage);
    await stage.set({ notifyUpdate: true });
    await other.told(() => undefined);
    other.updates.newest = '2.0.0';
    expect(await other.told(() => other.shell.click('check-updates'))).toEqual(['There is a new Evenkeel']);
  },
  async trayPercent(stage) {
    const { engine, shell } = await shellWith(stage);
    engine.pool = { ...engine.pool, status: 'lasts', remainingPercent: 61.8 };
    expect(shell.tray()?.percent).toBeNull();
    await stage.set({ trayPercent: true });
    expect(shell.tray()?.percent).toBe(61);
  },
  async trayPercentOf(stage) {
    const { engine, shell } = await shellWith(stage);
    engine.accounts = [sampleAccount(usage(50, 20, 70))];
    engine.pool = { ...engine.pool, status: 'lasts', remainingPercent: 61.8 };
    await stage.set({ trayPercent: true });
    const shown = async (trayPercentOf: string) => {
      await stage.set({ trayPercentOf });
      return shell.tray()?.percent;
    };
    const kinds = ['lowest', 'short', 'week', 'pool'];
    const percents: unknown[] = [];
    for (const kind of kinds) percents.push(await shown(kind));
    expect(percents).toEqual([20, 50, 20, 61]);
  },
  async desktopLanguage(stage) {
    const { engine, shell, outside, become } = await shellWith(stage);
    const labels = () => shell.tray()?.items.flatMap((item) => (item.kind === 'item' ? [item.label] : []));
    expect(labels()).toContain('Quit');
    await stage.set({ desktopLanguage: 'de' });
    engine.emit({ type: 'settings', version: 1 });
    expect(labels()).toContain('Beenden');
    expect(outside.appMenu.map(({ label }) => label)).toContain('Bearbeiten');
    expect(await become({ status: 'reauth_required' })).toEqual(['Work muss erneut angemeldet werden']);
    outside.languages = ['zh-CN'];
    await stage.set({ desktopLanguage: 'system' });
    expect(labels()).toContain('退出');
  },
  async hideEmails(stage) {
    const { engine, shell, become } = await shellWith(stage);
    const ada = { displayName: 'ada@example.test' };
    engine.accounts = [sampleAccount(ada)];
    expect(JSON.stringify(shell.tray())).toContain('ada@example.test');
    await stage.set({ hideEmails: true });
    expect(JSON.stringify(shell.tray())).toContain('a•••@•••.test');
    await become(ada);
    expect(await become({ ...ada, status: 'reauth_required' })).toEqual(['a•••@•••.test needs a sign-in']);
  },
  async autoUpdateCheck(stage) {
    const { updates, time } = await shellWith(stage);
    await time.advance(120_000);
    expect(updates.checks).toBe(0);
    await stage.set({ autoUpdateCheck: true });
    await time.advance(60_000);
    expect(updates.checks).toBe(1);
  },
};
