import { afterEach, expect, it } from 'vitest';

import { fakeShellPorts } from '../test/fakes/electron/fake-ports.ts';
import { createShell } from './shell.ts';
import { exposeTestHook, type TestHook } from './test-hook.ts';

const hook = () => (globalThis as { evenkeelTest?: TestHook }).evenkeelTest;
afterEach(() => void Reflect.deleteProperty(globalThis, 'evenkeelTest'));

it('is there only where a test asks for it, and never in a packaged app', () => {
  const shell = createShell(fakeShellPorts().ports);
  exposeTestHook(shell, { environment: {}, isPackaged: false });
  exposeTestHook(shell, { environment: { EVENKEEL_TEST: '1' }, isPackaged: true });
  expect(hook()).toBeUndefined();
});

it('reads the menu and clicks by id', async () => {
  const { ports, copied } = fakeShellPorts();
  const shell = createShell(ports);
  exposeTestHook(shell, { environment: { EVENKEEL_TEST: '1' }, isPackaged: false });
  await shell.run();
  expect(hook()?.trayModel()?.icon).toBe('attention');
  hook()?.click('status');
  expect(copied).toEqual(['http://127.0.0.1:2455']);
  expect(() => hook()?.click('nothing')).toThrow('The tray has no item nothing to click.');
});
