import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FakeUpdates, MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { ManualTime, settled } from '../../test/fakes/electron/manual-time.ts';
import { createSpeech } from '../i18n/speech.ts';
import { allLines } from '../tray/tray-item.ts';
import { updateItems } from './update-menu.ts';
import { nextUpdateState, type UpdateEvent, type UpdateState } from './update-state.ts';
import { checkEveryMs, createUpdater } from './updater.ts';

const speech = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });

function stage({ supported = true, automatic = false } = {}) {
  const updates = new FakeUpdates();
  updates.supported = supported;
  const time = new ManualTime();
  const wish = { automatic };
  const states: UpdateState[] = [];
  const updater = createUpdater({
    updates,
    time,
    log: new MemoryLog(),
    isAutomatic: () => wish.automatic,
    onChange: () => states.push(updater.state()),
  });
  const label = () => updateItems(updater.state(), speech).map((item) => allLines([item])[0]?.label);
  return { updates, time, wish, states, updater, label };
}

describe('updates', () => {
  it('go step by step, each at a word: look, download, restart', async () => {
    const { updates, updater, label } = stage();
    expect(label()).toEqual(['Check for updates']);
    await updater.check();
    expect(label()).toEqual(['Check for updates · none at 09:00']);
    updates.newest = '2.0.0';
    await updater.check();
    expect(label()).toEqual(['Download version 2.0.0']);
    const loading = updater.download();
    updates.onPercent(41.7);
    expect(label()).toEqual(['Downloading version 2.0.0 · 41%']);
    updates.finishDownload();
    await loading;
    expect(label()).toEqual(['Restart to update to 2.0.0']);
    expect(updates.installs).toBe(0);
  });

  it('that fail say so and can be tried again', async () => {
    const { updates, updater, label } = stage();
    updates.error = new Error('no network');
    await updater.check();
    expect(label()).toEqual(['Check for updates · failed at 09:00']);
    updates.error = null;
    updates.newest = '2.0.0';
    await updater.check();
    const loading = updater.download();
    updates.failDownload(new Error('cut off'));
    await loading;
    expect(updater.state().kind).toBe('failed');
  });

  it('are not there for a copy that has no way to them', async () => {
    const { updates, updater, label, time } = stage({ supported: false, automatic: true });
    updater.start();
    await updater.check();
    await time.advance(checkEveryMs);
    expect([label(), updates.checks, time.waiting]).toEqual([[], 0, 0]);
  });

  it('are looked for by the clock only where the person wants it, every six hours', async () => {
    const { updates, updater, time, wish } = stage();
    updater.start();
    await time.advance(2 * checkEveryMs);
    expect(updates.checks).toBe(0);
    wish.automatic = true;
    await time.advance(60_000);
    expect(updates.checks).toBe(1);
    await time.advance(checkEveryMs);
    expect(updates.checks).toBe(2);
    wish.automatic = false;
    await time.advance(3 * checkEveryMs);
    expect(updates.checks).toBe(2);
    updater.stop();
    expect(time.waiting).toBe(0);
  });

  it('found once are not asked for again and again, and never fetched unasked', async () => {
    const { updates, updater, time } = stage({ automatic: true });
    updates.newest = '2.0.0';
    updater.start();
    await settled();
    await time.advance(5 * checkEveryMs);
    expect([updates.checks, updater.state().kind]).toEqual([1, 'available']);
  });

  it('whatever happens in whatever order: ready comes only after a download, and stays', () => {
    const event: fc.Arbitrary<UpdateEvent> = fc.oneof(
      fc.constantFrom<UpdateEvent>(
        { type: 'check' },
        { type: 'none' },
        { type: 'found', version: '2' },
        { type: 'download' },
        { type: 'downloaded', version: '2' },
        { type: 'failed' },
      ),
      fc.integer({ min: 0, max: 100 }).map((percent) => ({ type: 'progress' as const, percent })),
    );
    const comesFrom: Partial<Record<UpdateState['kind'], UpdateState['kind'][]>> = {
      ready: ['downloading', 'ready'],
      downloading: ['available', 'downloading'],
      available: ['checking', 'available'],
    };
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let state: UpdateState = { kind: 'idle', checkedAtMs: null };
        for (const one of events) {
          const next = nextUpdateState(state, one, 0);
          expect(comesFrom[next.kind] ?? [state.kind]).toContain(state.kind);
          expect(state.kind === 'ready' && next !== state).toBe(false);
          state = next;
        }
      }),
    );
  });
});
