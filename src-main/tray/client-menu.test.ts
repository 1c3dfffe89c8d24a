import { describe, expect, it } from 'vitest';

import type { ClientStatus } from '../../src-proxy/contract/client-setup.ts';
import { FakeEngine } from '../../test/fakes/electron/fake-engine.ts';
import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { ManualTime, settled } from '../../test/fakes/electron/manual-time.ts';
import { sampleClient } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { clientHash, clientMenu } from './client-menu.ts';
import { createClientWatch } from './client-watch.ts';

const { say } = createSpeech({ chosen: 'en', systemLanguages: [] });

describe('the menu of programs to set up', () => {
  const labels = (...clients: ClientStatus[]) =>
    clientMenu(clients, say).items.map((item) => (item.kind === 'separator' ? '---' : item.label));

  it.each<[Partial<ClientStatus>, string]>([
    [{}, 'Codex CLI · not set up'],
    [{ installed: false }, 'Codex CLI · not found'],
    [{ state: 'set-up' }, 'Codex CLI · set up'],
    [{ state: 'drifted' }, 'Codex CLI · changed since'],
    [{ state: 'elsewhere' }, 'Codex CLI · set up for another address'],
    [{ state: 'unreadable', installed: false }, 'Codex CLI · not touched'],
  ])('%j: %s', (change, label) => {
    expect(labels(sampleClient(change))).toEqual([label, '---', 'Codex and others in the dashboard…']);
  });

  it('has a way back where one is set up, and nothing but the page before anything was read', () => {
    const set = sampleClient({ state: 'set-up', canRestore: true });
    expect(labels(set, sampleClient({ id: 'opencode' }))).toEqual([
      'Codex CLI · set up',
      'Undo for Codex CLI…',
      'OpenCode · not set up',
      '---',
      'Codex and others in the dashboard…',
    ]);
    expect(labels()).toEqual(['Codex and others in the dashboard…']);
  });

  it('a click leads to the page, where the change is shown', () => {
    expect(clientHash('codex', 'set-up')).toBe('#page=connect&client=codex');
    expect(clientHash('opencode', 'undo')).toBe('#page=connect&client=opencode&undo=1');
  });
});

describe('what is known of them', () => {
  function stage() {
    const [engine, time, log] = [new FakeEngine(), new ManualTime(), new MemoryLog()];
    const world = { changes: 0, isRunning: true };
    engine.clientStates = [sampleClient()];
    const watch = createClientWatch({
      engine: () => (world.isRunning ? engine : null),
      time,
      log,
      onChange: () => void (world.changes += 1),
    });
    return { engine, time, log, world, watch };
  }

  it('is read when somebody looks, not when it is shown, and told only where it has changed', async () => {
    const { engine, time, world, watch } = stage();
    expect([watch.known(), engine.clientReads]).toEqual([[], 0]);
    watch.refresh();
    await settled();
    expect(watch.known()).toMatchObject([{ id: 'codex', state: 'not-set-up' }]);
    for (let shown = 0; shown < 100; shown += 1) watch.known();
    await time.advance(5_000);
    watch.refresh();
    await settled();
    expect([engine.clientReads, world.changes]).toEqual([2, 1]);
  });

  it('is read once however often a pointer passes over the icon', async () => {
    const { engine, watch } = stage();
    for (let pass = 0; pass < 50; pass += 1) {
      watch.refresh();
      await settled();
    }
    expect(engine.clientReads).toBe(1);
  });

  it('is read anew after a change, also while it is being read', async () => {
    const { engine, watch } = stage();
    const first = Promise.withResolvers<void>();
    engine.work = () => first.promise;
    watch.refresh();
    watch.renew();
    watch.renew();
    expect(engine.clientReads).toBe(1);
    engine.work = () => Promise.resolve();
    engine.clientStates = [sampleClient({ state: 'set-up' })];
    first.resolve();
    await settled();
    expect([engine.clientReads, watch.known()[0]?.state]).toEqual([2, 'set-up']);
  });

  it('stays what it was where it cannot be read, and without an engine nothing is', async () => {
    const { engine, world, log, watch } = stage();
    watch.renew();
    await settled();
    engine.work = () => Promise.reject(new Error('EACCES'));
    watch.renew();
    await settled();
    expect(watch.known()).toHaveLength(1);
    expect(log.lines).toEqual(['warn How other programs are set up could not be read.']);
    world.isRunning = false;
    watch.renew();
    expect(engine.clientReads).toBe(2);
  });
});
