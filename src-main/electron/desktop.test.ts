import { beforeEach, expect, it, vi } from 'vitest';

import { askPerson } from './desktop.ts';

interface FakeBrowserWindow {
  isVisible(): boolean;
  isMinimized(): boolean;
}

const electron = vi.hoisted(() => ({ windows: [] as FakeBrowserWindow[], shown: [] as unknown[][] }));

vi.mock('electron', () => ({
  BrowserWindow: { getAllWindows: () => electron.windows },
  dialog: {
    showMessageBox: (...given: unknown[]) => {
      electron.shown.push(given);
      return Promise.resolve({ response: 1 });
    },
  },
}));

beforeEach(() => {
  electron.windows = [];
  electron.shown = [];
});

const windowThat = (isVisible: boolean, isMinimized = false): FakeBrowserWindow => ({
  isVisible: () => isVisible,
  isMinimized: () => isMinimized,
});
const options = { message: 'Well?' };

it('a dialog belongs to the window that can be seen', async () => {
  const seen = windowThat(true);
  electron.windows = [windowThat(false), seen];
  expect(await askPerson(options)).toBe(1);
  expect(electron.shown).toEqual([[seen, options]]);
});

it('and to none where none can be', async () => {
  electron.windows = [windowThat(false), windowThat(true, true)];
  await askPerson(options);
  expect(electron.shown).toEqual([[options]]);
});
