import type { Menu, MenuItemConstructorOptions, NativeImage } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';

import { ManualTime } from '../../test/fakes/electron/manual-time.ts';
import { createTrayController, type TrayPort } from './tray-controller.ts';
import type { TrayAction } from './tray-item.ts';
import type { TrayModel } from './tray-model.ts';

/** Stands for an image or a menu: only who it is matters. */
const named = (name: string): NativeImage & Menu => ({ name }) as unknown as NativeImage & Menu;

function stage() {
  const calls: string[] = [];
  const clicked: TrayAction[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  const time = new ManualTime();
  const tray: TrayPort = {
    setImage: (image) => void calls.push(`image ${(image as unknown as { name: string }).name}`),
    setTitle: (text) => void calls.push(`title ${text}`),
    setToolTip: (text) => void calls.push(`tooltip ${text}`),
    setContextMenu: () => void calls.push('menu'),
    destroy: () => void calls.push('destroy'),
  };
  const world = {
    model: {
      icon: 'ok',
      percent: null,
      title: '',
      tooltip: 'one',
      items: [{ kind: 'item', id: 'quit', label: 'Quit', action: 'quit' }],
    } as TrayModel,
    made: 0,
    looks: 0,
    whenOpen: (_open: boolean) => {},
  };
  const controller = createTrayController({
    tray,
    iconOf: (state, percent) => named(percent === null ? state : `${state} ${percent}`),
    buildMenu(items, whenOpen) {
      menus.push(items);
      world.whenOpen = whenOpen;
      return named('menu');
    },
    time,
    makeModel() {
      world.made += 1;
      return world.model;
    },
    onAction: (action) => void clicked.push(action),
    onLook: () => void (world.looks += 1),
  });
  return { controller, calls, clicked, menus, time, world };
}

describe('tray controller', () => {
  let on: ReturnType<typeof stage>;
  beforeEach(() => {
    on = stage();
    on.controller.invalidate();
  });

  it('applies everything at first, and nothing when nothing changed', async () => {
    expect(on.calls).toEqual(['image ok', 'tooltip one', 'menu']);
    on.controller.invalidate();
    await on.time.advance(5_000);
    expect(on.calls).toHaveLength(3);
  });

  it('hands the menu over again after any change, because Linux panels lose it', async () => {
    on.calls.length = 0;
    on.world.model = { ...on.world.model, tooltip: 'two' };
    await on.time.advance(1_000);
    on.controller.invalidate();
    expect(on.calls).toEqual(['tooltip two', 'menu']);
    on.world.model = { ...on.world.model, icon: 'error' };
    await on.time.advance(1_000);
    on.controller.invalidate();
    expect(on.calls.slice(2)).toEqual(['image error', 'menu']);
  });

  it('draws the percentage into the icon at most once a second', async () => {
    on.calls.length = 0;
    for (const percent of [62, 61, 60]) {
      on.world.model = { ...on.world.model, percent };
      on.controller.invalidate();
    }
    await on.time.advance(1_000);
    expect(on.calls).toEqual(['image ok 60', 'menu']);
  });

  it('writes the percentage beside the icon, and takes it away again', async () => {
    on.calls.length = 0;
    for (const title of ['62%', '62%', '']) {
      on.world.model = { ...on.world.model, title };
      on.controller.invalidate();
      await on.time.advance(1_000);
    }
    expect(on.calls).toEqual(['title 62%', 'title ']);
  });

  it('a check box that was clicked in vain shows again what is so', async () => {
    on.world.model = {
      ...on.world.model,
      items: [{ kind: 'item', id: 'at-login', label: 'Launch at login', action: 'launch-at-login', checked: false }],
    };
    await on.time.advance(60_000);
    const [box] = on.menus.at(-1) ?? [];
    expect(box).toMatchObject({ type: 'checkbox', checked: false });
    const { length } = on.menus;
    (box as { click: () => void }).click();
    await on.time.advance(1_000);
    expect(on.clicked).toEqual(['launch-at-login']);
    expect(on.menus.length).toBe(length + 1);
  });

  it('looks at most once a second, however often it is told, and then at the latest state', async () => {
    for (let change = 0; change < 500; change += 1) {
      on.world.model = { ...on.world.model, tooltip: `change ${change}` };
      on.controller.invalidate();
    }
    expect(on.world.made).toBe(1);
    await on.time.advance(999);
    expect(on.world.made).toBe(1);
    await on.time.advance(1);
    expect(on.world.made).toBe(2);
    expect(on.calls).toContain('tooltip change 499');
  });

  it('looks by itself once a minute, for the countdowns', async () => {
    await on.time.advance(180_000);
    expect(on.world.made).toBe(4);
    expect(on.time.waiting).toBe(1);
  });

  it('leaves an open menu alone, and catches up when it closes', async () => {
    on.world.whenOpen(true);
    on.world.model = { ...on.world.model, tooltip: 'later' };
    on.controller.invalidate();
    await on.time.advance(5_000);
    expect(on.calls).not.toContain('tooltip later');
    on.world.whenOpen(false);
    await on.time.advance(1_000);
    expect(on.calls).toContain('tooltip later');
  });

  it('does not wait for ever for a panel that never says that the menu closed', async () => {
    on.world.whenOpen(true);
    on.world.model = { ...on.world.model, tooltip: 'later' };
    on.controller.invalidate();
    await on.time.advance(31_000);
    expect(on.calls).toContain('tooltip later');
  });

  it('passes clicks on, doubles ampersands and disables lines to read', async () => {
    on.world.model = {
      ...on.world.model,
      items: [
        { kind: 'item', id: 'status', label: 'R&D', action: null },
        { kind: 'separator' },
        { kind: 'item', id: 'quit', label: 'Quit', action: 'quit' },
      ],
    };
    await on.time.advance(60_000);
    const [status, separator, quit] = on.menus.at(-1) ?? [];
    expect(status).toMatchObject({ label: 'R&&D', enabled: false });
    expect(separator).toEqual({ type: 'separator' });
    (quit as { click: () => void }).click();
    expect(on.clicked).toEqual(['quit']);
  });

  it('says when somebody opens the menu, and not when it closes', () => {
    on.world.whenOpen(true);
    on.world.whenOpen(false);
    expect(on.world.looks).toBe(1);
  });

  it('builds menus in menus, with their clicks', async () => {
    const pause = { verb: 'pause', accountId: 'a' } as const;
    on.world.model = {
      ...on.world.model,
      items: [
        {
          kind: 'submenu',
          id: 'account:a',
          label: 'A&B',
          items: [
            { kind: 'item', id: 'account:a:why', label: 'Why', action: null },
            { kind: 'item', id: 'account:a:pause', label: 'Pause', action: pause },
          ],
        },
      ],
    };
    await on.time.advance(60_000);
    const [account] = on.menus.at(-1) ?? [];
    expect(account).toMatchObject({ label: 'A&&B', submenu: [{ label: 'Why', enabled: false }, { label: 'Pause' }] });
    const items = account?.submenu as { click: () => void }[];
    items[1]?.click();
    expect(on.clicked).toEqual([pause]);
  });

  it('is over once disposed', async () => {
    on.controller.dispose();
    on.controller.invalidate();
    await on.time.advance(120_000);
    expect(on.calls.at(-1)).toBe('destroy');
    expect(on.world.made).toBe(1);
    expect(on.time.waiting).toBe(0);
  });
});
