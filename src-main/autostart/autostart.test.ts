import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LoginItemSettings, LoginItemSettingsOptions, Settings } from 'electron';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readLaunchOptions } from '../start-up/launch-options.ts';
import { type StartCommand, startCommand } from './autostart.ts';
import { loginItem } from './login-item.ts';
import { autostartFile, renewAutostart, xdgAutostart } from './xdg-autostart.ts';
import { autostartEntry, execWords, isEntryOn, renewedEntry } from './xdg-entry.ts';

describe('what is started at login', () => {
  it('is the AppImage itself, the packaged program, or Electron with the app, and always hidden', () => {
    const commands = [
      startCommand('/tmp/.mount_x/evenkeel', null, { APPIMAGE: '/home/a/Evenkeel.AppImage', APPDIR: '/tmp/.mount_x' }),
      // Started by another program that is one, whose words it inherits.
      startCommand('/opt/Evenkeel/evenkeel', null, { APPIMAGE: '/home/a/Editor.AppImage', APPDIR: '/tmp/.mount_y' }),
      startCommand('/opt/Evenkeel/evenkeel', null, { APPIMAGE: '' }),
      startCommand('/x/electron', '/src/evenkeel', {}),
    ];
    expect(commands.map(({ program, args }) => [program, ...args])).toEqual([
      ['/home/a/Evenkeel.AppImage', '--hidden'],
      ['/opt/Evenkeel/evenkeel', '--hidden'],
      ['/opt/Evenkeel/evenkeel', '--hidden'],
      ['/x/electron', '/src/evenkeel', '--hidden'],
    ]);
    for (const { args } of commands) expect(readLaunchOptions(args).hidden).toBe(true);
  });
});

describe('on Linux', () => {
  let folder: string;
  let command: StartCommand;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel autostart-'));
    command = { program: join(folder, 'Evenkeel-x86_64.AppImage'), args: ['--hidden'] };
    await writeFile(command.program, 'an image');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('the file is written and taken away again, alone', async () => {
    const file = autostartFile({ XDG_CONFIG_HOME: folder }, '/nowhere');
    const autostart = xdgAutostart(file, command);
    expect(autostart.state()).toBe('off');
    await autostart.set(true);
    expect(autostart.state()).toBe('on');
    expect(await readFile(file, 'utf8')).toContain(`\nExec="${command.program}" "--hidden"\n`);
    expect(await readdir(join(folder, 'autostart'))).toEqual(['evenkeel.desktop']);
    await autostart.set(false);
    await autostart.set(false);
    expect(autostart.state()).toBe('off');
    expect(await readdir(join(folder, 'autostart'))).toEqual([]);
  });

  it.each([
    ['Hidden', 'Hidden=true'],
    ['GNOME', 'X-GNOME-Autostart-enabled=false'],
  ])('a file that the desktop has switched off (%s) counts as off, and is switched on again', async (_name, line) => {
    const file = autostartFile({ XDG_CONFIG_HOME: folder }, '/nowhere');
    await mkdir(join(folder, 'autostart'));
    await writeFile(file, `${autostartEntry(command).replace('X-GNOME-Autostart-enabled=true\n', '')}${line}\n`);
    const autostart = xdgAutostart(file, command);
    expect(autostart.state()).toBe('off');
    await autostart.set(true);
    expect(autostart.state()).toBe('on');
  });

  it('is in ~/.config where nothing else is said', () => {
    expect(autostartFile({}, '/home/a')).toBe('/home/a/.config/autostart/evenkeel.desktop');
    expect(autostartFile({ XDG_CONFIG_HOME: '' }, '/home/a')).toBe('/home/a/.config/autostart/evenkeel.desktop');
  });

  it('any path comes out of the file as it went in, and stays one argument', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }).filter((path) => !/[\n\r\0]/.test(path)),
        (program) => {
          const text = autostartEntry({ program, args: ['--hidden'] });
          expect(execOf(text)).toEqual([program, '--hidden']);
          expect(execWords(text)).toEqual([program, '--hidden']);
          expect(isEntryOn(text)).toBe(true);
        },
      ),
    );
  });

  it('what it starts is read by words that a person wrote, too', () => {
    expect(execWords('[Desktop Entry]\nExec = env A=1 "/opt/a b/evenkeel" --hidden\r\n')).toEqual([
      'env',
      'A=1',
      '/opt/a b/evenkeel',
      '--hidden',
    ]);
    expect(execWords('[Desktop Entry]\nTryExec=/opt/evenkeel\n')).toEqual([]);
  });

  it('one whose file is gone starts nothing and counts as off, as does one that names none', async () => {
    const file = autostartFile({ XDG_CONFIG_HOME: folder }, '/nowhere');
    const autostart = xdgAutostart(file, command);
    await autostart.set(true);
    expect(autostart.state()).toBe('on');
    await rm(command.program);
    expect(autostart.state()).toBe('off');
    await writeFile(file, '[Desktop Entry]\nExec=evenkeel --hidden\n');
    expect(autostart.state()).toBe('on');
    await writeFile(file, '[Desktop Entry]\n');
    expect(autostart.state()).toBe('off');
  });

  it('follows the image to its new name, and keeps what else is said there', async () => {
    const file = autostartFile({ XDG_CONFIG_HOME: folder }, '/nowhere');
    expect(await renewAutostart(file, command)).toBe(false);
    const before = { program: join(folder, 'Evenkeel-1.0.0.AppImage'), args: ['--hidden'] };
    await mkdir(join(folder, 'autostart'));
    await writeFile(file, `${autostartEntry(before)}X-GNOME-Autostart-Delay=10\n`);
    expect(xdgAutostart(file, command).state()).toBe('off');
    expect(await renewAutostart(file, command)).toBe(true);
    expect(await readFile(file, 'utf8')).toBe(`${autostartEntry(command)}X-GNOME-Autostart-Delay=10\n`);
    expect(xdgAutostart(file, command).state()).toBe('on');
    expect(await renewAutostart(file, command)).toBe(false);
    expect(await readdir(join(folder, 'autostart'))).toEqual(['evenkeel.desktop']);
  });

  it.each([
    ['is this copy’s already', (entry: string) => entry.replace('/old/', '/new/')],
    ['is switched off by Hidden', (entry: string) => `${entry}Hidden=true\n`],
    ['is switched off by GNOME', (entry: string) => entry.replace('enabled=true', 'enabled=false')],
    ['has words of a person’s', (entry: string) => entry.replace(' "--hidden"', ' "--hidden" --lang=de')],
    ['has a program of a person’s before it', (entry: string) => entry.replace('Exec=', 'Exec=/usr/bin/env ')],
    ['is of a checkout', (entry: string) => entry.replace(' "--hidden"', ' "/src/evenkeel" "--hidden"')],
    ['starts what the desktop looks for', (entry: string) => entry.replace('"/old/evenkeel"', 'evenkeel')],
    ['starts nothing', (entry: string) => entry.replace(/^Exec=.*\n/mu, '')],
  ])('stays as it is where it %s', (_case, change) => {
    const old = autostartEntry({ program: '/old/evenkeel', args: ['--hidden'] });
    const now = { program: '/new/evenkeel', args: ['--hidden'] };
    expect(renewedEntry(old, now)).toBe(autostartEntry(now));
    expect(change(old)).not.toBe(old);
    expect(renewedEntry(change(old), now)).toBeNull();
  });

  it('a path with a line break cannot smuggle in another key', () => {
    expect(() => autostartEntry({ program: '/a\nHidden=true', args: [] })).toThrow('line break');
  });
});

/** Reads `Exec` back by the two rules of the specification: first of a string, then of a quoted argument. */
function execOf(text: string): string[] {
  const value = (/^Exec=(.*)$/m.exec(text)?.[1] ?? '').replaceAll('\\\\', '\\');
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gsu)].map(([, quoted = '']) =>
    quoted.replace(/\\(.)/gsu, '$1').replaceAll('%%', '%'),
  );
}

describe('on macOS and Windows', () => {
  const command = { program: 'C:\\Evenkeel\\Evenkeel.exe', args: ['--hidden'] };
  function fakeItems() {
    const asked: (LoginItemSettingsOptions | undefined)[] = [];
    let last: Settings = { openAtLogin: false };
    /** What the person has done about it in the system's own settings. */
    const system: Partial<Pick<LoginItemSettings, 'openAtLogin' | 'status' | 'executableWillLaunchAtLogin'>> = {};
    return {
      asked,
      system,
      last: () => last,
      getLoginItemSettings(options?: LoginItemSettingsOptions) {
        asked.push(options);
        const openAtLogin = last.openAtLogin === true;
        return { openAtLogin, executableWillLaunchAtLogin: openAtLogin, ...system };
      },
      setLoginItemSettings: (settings: Settings) => void (last = settings),
    };
  }

  it('Windows has program and argument, and is asked for the same', async () => {
    const items = fakeItems();
    const autostart = loginItem(items, command, 'win32');
    await autostart.set(true);
    expect(items.last()).toEqual({ openAtLogin: true, path: command.program, args: ['--hidden'] });
    expect(autostart.state()).toBe('on');
    expect(items.asked).toEqual([{ path: command.program, args: ['--hidden'] }]);
  });

  it('Windows: an entry that Task Manager has switched off counts as off, and is switched on again', async () => {
    const items = fakeItems();
    const autostart = loginItem(items, command, 'win32');
    await autostart.set(true);
    items.system.executableWillLaunchAtLogin = false;
    expect(autostart.state()).toBe('off');
    await autostart.set(true);
    // Electron lifts the switch of Task Manager unless it is told not to.
    expect(items.last()).not.toHaveProperty('enabled');
  });

  it('macOS: one that waits for the person in the system settings is neither on nor off', async () => {
    const items = fakeItems();
    const autostart = loginItem(items, command, 'darwin');
    await autostart.set(true);
    Object.assign(items.system, { openAtLogin: false, status: 'requires-approval' });
    expect(autostart.state()).toBe('awaits-approval');
    Object.assign(items.system, { openAtLogin: true, status: 'enabled', executableWillLaunchAtLogin: false });
    expect(autostart.state()).toBe('on');
  });

  it('macOS has the app alone', async () => {
    const items = fakeItems();
    const autostart = loginItem(items, command, 'darwin');
    await autostart.set(true);
    await autostart.set(false);
    expect(items.last()).toEqual({ openAtLogin: false });
    expect(autostart.state()).toBe('off');
  });
});
