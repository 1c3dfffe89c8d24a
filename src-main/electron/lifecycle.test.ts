import { dirname } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { QuitSender } from '../shell-ports.ts';

const electron = vi.hoisted(() => ({
  listeners: new Map<string, (event: { preventDefault(): void }) => void>(),
  relaunches: [] as unknown[],
  signals: [] as string[],
}));

vi.mock('electron', () => {
  const on = (name: string, listener: () => void) => void electron.listeners.set(name, listener);
  return {
    app: {
      on,
      once: on,
      relaunch: (options: unknown) => void electron.relaunches.push(options),
      releaseSingleInstanceLock: () => undefined,
    },
  };
});

beforeEach(() => {
  vi.resetModules();
  electron.listeners.clear();
  electron.relaunches = [];
  electron.signals = [];
  vi.spyOn(process, 'on').mockImplementation((name) => {
    electron.signals.push(String(name));
    return process;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The module keeps whether the app may quit. */
async function freshLifecycle() {
  const { lifecycle } = await import('./lifecycle.ts');
  const senders: QuitSender[] = [];
  lifecycle.onQuitRequested((by) => senders.push(by));
  return { lifecycle, senders };
}

function quit(): { readonly isHeld: boolean } {
  const event = { isHeld: false, preventDefault: () => void (event.isHeld = true) };
  electron.listeners.get('before-quit')?.(event);
  return event;
}

it('a quit is a wish of a person, and held back until it may go through', async () => {
  const { lifecycle, senders } = await freshLifecycle();
  expect([quit().isHeld, senders]).toEqual([true, ['person']]);
  lifecycle.allowQuit();
  expect([quit().isHeld, senders]).toEqual([false, ['person']]);
});

it('signals are listened to once Electron has its own handlers, which would make a quit of them', async () => {
  await freshLifecycle();
  expect(electron.signals).toEqual([]);
  electron.listeners.get('ready')?.({ preventDefault: () => undefined });
  expect(electron.signals).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP']);
});

it('is started again from where it was, an AppImage from its file', async () => {
  const { lifecycle } = await freshLifecycle();
  vi.stubEnv('APPIMAGE', '/home/ada/Evenkeel.AppImage');
  vi.stubEnv('APPDIR', '/tmp/.mount_of_another_program');
  lifecycle.relaunch();
  vi.stubEnv('APPDIR', dirname(process.execPath));
  lifecycle.relaunch();
  expect(electron.relaunches).toEqual([{}, { execPath: '/home/ada/Evenkeel.AppImage' }]);
});
