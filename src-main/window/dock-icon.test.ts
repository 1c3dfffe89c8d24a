import { beforeEach, describe, expect, it } from 'vitest';

import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { ManualTime, settled } from '../../test/fakes/electron/manual-time.ts';
import { createDockIcon, type DockPort } from './dock-icon.ts';

describe('the icon in the Dock', () => {
  let calls: string[];
  let time: ManualTime;
  let dock: DockPort;
  let log: MemoryLog;
  beforeEach(() => {
    calls = [];
    log = new MemoryLog();
    time = new ManualTime();
    dock = {
      show: () => Promise.resolve(void calls.push('show')),
      hide: () => void calls.push('hide'),
    };
  });

  it('goes at once at a hidden start, comes with a window and goes with it', async () => {
    const follow = createDockIcon(dock, time, log);
    follow(false);
    expect(calls).toEqual(['hide']);
    follow(true);
    await time.advance(5_000);
    follow(false);
    expect(calls).toEqual(['hide', 'show', 'hide']);
  });

  it('goes a second after it came, because macOS leaves it there before', async () => {
    const follow = createDockIcon(dock, time, log);
    follow(true);
    await time.advance(300);
    follow(false);
    expect(calls).toEqual(['show']);
    await time.advance(700);
    expect(calls).toEqual(['show', 'hide']);
  });

  it('stays for a window that opens within that second', async () => {
    const follow = createDockIcon(dock, time, log);
    follow(true);
    follow(false);
    follow(true);
    await time.advance(60_000);
    expect(calls).toEqual(['show', 'show']);
    expect(time.waiting).toBe(0);
  });

  it('that macOS refuses is logged and nothing more', async () => {
    const refusing = { ...dock, show: () => Promise.reject(new Error('no')) };
    createDockIcon(refusing, time, log)(true);
    await settled();
    expect(log.lines).toEqual(['warn The Dock did not take the icon.']);
  });

  it('is nothing where there is no Dock', () => {
    const follow = createDockIcon(undefined, time, log);
    follow(true);
    follow(false);
    expect(time.waiting).toBe(0);
  });
});
