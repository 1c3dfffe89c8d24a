import { describe, expect, it } from 'vitest';

import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { hasTrayWatcher, type RunProgram } from './session-bus.ts';
import { desktopOf, isWithoutTray } from './tray-host.ts';

describe('whether a tray is surely missing', () => {
  it.each([
    ['linux', 'GNOME', false, true],
    ['linux', 'ubuntu:GNOME', false, true],
    ['linux', 'GNOME-Classic:GNOME', false, true],
    // An extension draws icons.
    ['linux', 'ubuntu:GNOME', true, false],
    // Nobody could say.
    ['linux', 'GNOME', null, false],
    // These have the tray of X11, with or without the newer one.
    ['linux', 'XFCE', false, false],
    ['linux', 'MATE', false, false],
    ['linux', 'KDE', false, false],
    ['linux', 'X-Cinnamon', false, false],
    ['linux', 'Budgie:GNOME', false, false],
    ['linux', 'GNOME-Flashback:GNOME', false, false],
    ['linux', 'Unity:Unity7:ubuntu', false, false],
    ['linux', '', false, false],
    ['linux', undefined, false, false],
    ['darwin', 'GNOME', false, false],
    ['win32', undefined, null, false],
  ] as const)('%s, desktop %s, watcher %s: %s', async (platform, desktop, hasWatcher, is) => {
    const askWatcher = () => Promise.resolve(hasWatcher);
    expect(await isWithoutTray({ platform, desktop, askWatcher })).toBe(is);
  });

  it('nobody is asked where the answer would change nothing', async () => {
    const asked: string[] = [];
    const askWatcher = () => Promise.resolve(void asked.push('bus')).then(() => false);
    await isWithoutTray({ platform: 'linux', desktop: 'KDE', askWatcher });
    await isWithoutTray({ platform: 'win32', desktop: 'GNOME', askWatcher });
    expect(asked).toEqual([]);
  });

  it('the desktop is what it was before Electron changed its name', () => {
    expect(desktopOf({ ORIGINAL_XDG_CURRENT_DESKTOP: 'GNOME', XDG_CURRENT_DESKTOP: 'Unity' })).toBe('GNOME');
    expect(desktopOf({ XDG_CURRENT_DESKTOP: 'XFCE' })).toBe('XFCE');
    expect(desktopOf({})).toBeUndefined();
  });
});

describe('the session bus', () => {
  const environment = {
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
    LD_LIBRARY_PATH: '/tmp/.mount_x/lib',
  };

  async function ask(answers: Readonly<Record<string, string>>, given: Record<string, string> = environment) {
    const asked: string[] = [];
    const run: RunProgram = (program, args, passed) => {
      asked.push(program);
      expect(args.join(' ')).toContain('org.kde.StatusNotifierWatcher');
      expect(passed).not.toHaveProperty('LD_LIBRARY_PATH');
      const answer = answers[program];
      return answer === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(answer);
    };
    return { has: await hasTrayWatcher(given, new MemoryLog(), run), asked };
  }

  it.each([
    ['busctl', 'b true\n', true],
    ['busctl', 'b false\n', false],
    ['gdbus', '(true,)\n', true],
    ['gdbus', '(false,)\n', false],
    ['dbus-send', 'method return time=1.5 sender=org.freedesktop.DBus -> destination=:1.7\n   boolean true\n', true],
    ['dbus-send', 'method return time=1.5 sender=org.freedesktop.DBus -> destination=:1.7\n   boolean false\n', false],
  ])('is asked by %s, which answers %j', async (program, answer, has) => {
    const asking = await ask({ [program]: answer });
    expect(asking.has).toBe(has);
    expect(asking.asked.at(-1)).toBe(program);
  });

  it('that does not answer leaves it open', async () => {
    expect(await ask({ busctl: '', gdbus: 'Error: nothing' })).toEqual({
      has: null,
      asked: ['busctl', 'gdbus', 'dbus-send'],
    });
  });

  it('is not looked for where the session names none', async () => {
    expect(await ask({ busctl: 'b false' }, {})).toEqual({ has: null, asked: [] });
  });
});
