import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { describe, expect, it } from 'vitest';

import { MemoryLog } from '../../test/fakes/electron/fake-ports.ts';
import { createDashboardWindow, type WindowEvents, type WindowPort } from './dashboard-window.ts';
import type { WindowBounds } from './window-bounds.ts';

const origin = 'http://127.0.0.1:2455';
const screen = { x: 0, y: 0, width: 1920, height: 1080 };

class FakeBrowserWindow implements WindowPort {
  readonly calls: string[] = [];
  minimized = false;
  focused = true;
  url = `${origin}/dashboard`;
  readonly #events: () => WindowEvents;
  readonly webContents = { reload: () => void this.calls.push('reload'), getURL: () => this.url };

  constructor(events: () => WindowEvents) {
    this.#events = events;
  }
  loadURL(url: string): Promise<void> {
    this.calls.push(`load ${url}`);
    return Promise.resolve();
  }
  show = () => void this.calls.push('show');
  focus = () => void this.calls.push('focus');
  restore = () => void this.calls.push('restore');
  isMinimized = () => this.minimized;
  isVisible = () => this.calls.includes('show');
  isFocused = () => this.focused;
  flashFrame = (on: boolean) => void this.calls.push(`flash ${on}`);
  getNormalBounds = (): Rectangle => ({ x: 10, y: 20, width: 900, height: 700 });
  destroy(): void {
    this.calls.push('destroy');
    this.#events().onClosed();
  }
}

function stage({ kept = null as WindowBounds | null, screens = [screen] } = {}) {
  const opened: { window: FakeBrowserWindow; options: BrowserWindowConstructorOptions; events: WindowEvents }[] = [];
  const written: WindowBounds[] = [];
  const outside: string[] = [];
  const looks = { count: 0, left: 0 };
  const openings: boolean[] = [];
  const handover = { token: null as string | null };
  const log = new MemoryLog();
  const dashboard = createDashboardWindow({
    open(options, events) {
      const window = new FakeBrowserWindow(() => events);
      opened.push({ window, options, events });
      return window;
    },
    openOutside: (url) => Promise.resolve(void outside.push(url)),
    handOver: () => handover.token,
    signInService: () => 'http://127.0.0.1:9999',
    takeForeground: () => void opened.at(-1)?.window.calls.push('foreground'),
    onLook: () => void (looks.count += 1),
    onLeft: () => void (looks.left += 1),
    onOpenChange: (isOpen) => void openings.push(isOpen),
    screens: () => screens,
    isDark: () => true,
    bounds: { read: () => kept, write: (bounds) => void written.push(bounds) },
    iconPath: '/icon.png',
    log,
  });
  const last = () => {
    const found = opened.at(-1);
    if (!found) throw new Error('No window was opened.');
    return found;
  };
  return { dashboard, opened, written, outside, log, looks, openings, last, handover };
}

function navigate(events: WindowEvents, url: string): boolean {
  let prevented = false;
  events.onNavigate({ url, preventDefault: () => void (prevented = true) });
  return !prevented;
}

describe('the window', () => {
  it('E1: is a plain, sandboxed page without a preload', () => {
    const { dashboard, last } = stage();
    dashboard.show(origin);
    expect(last().options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(last().options.webPreferences).not.toHaveProperty('preload');
    expect(last().options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
  });

  it('shows itself once painted, on its own background', () => {
    const { dashboard, last } = stage();
    dashboard.show(origin);
    expect(last().options).toMatchObject({ show: false, backgroundColor: '#10171b' });
    expect(last().window.calls).toEqual([`load ${origin}/dashboard`]);
    last().events.onReady();
    expect(last().window.calls.at(-1)).toBe('show');
  });

  it('is opening until it is shown: painted, without a page, or asked for once more', () => {
    const { dashboard, last } = stage();
    expect(dashboard.isOpening()).toBe(false);
    for (const appear of [
      () => last().events.onReady(),
      () => last().events.onLoadFailed('ERR_CONNECTION_REFUSED'),
      () => dashboard.show(origin),
    ]) {
      dashboard.show(origin);
      expect(dashboard.isOpening()).toBe(true);
      appear();
      expect(dashboard.isOpening()).toBe(false);
      dashboard.close();
    }
  });

  it('is one: a second show brings it to the front, also when minimised', () => {
    const { dashboard, opened, last } = stage();
    dashboard.show(origin);
    last().window.minimized = true;
    dashboard.show(origin);
    expect(opened).toHaveLength(1);
    expect(last().window.calls.slice(1)).toEqual(['restore', 'show', 'focus']);
  });

  it('is made anew after it was closed, and when the port changed', () => {
    const { dashboard, opened, last } = stage();
    dashboard.show(origin);
    last().events.onClose();
    last().events.onClosed();
    expect(dashboard.isOpen()).toBe(false);
    dashboard.show(origin);
    dashboard.show('http://127.0.0.1:2456');
    expect(opened).toHaveLength(3);
    expect(opened[1]?.window.calls).toContain('destroy');
    expect(dashboard.isOpen()).toBe(true);
  });

  it('says when the person closes it, and not when we do', () => {
    const { dashboard, looks, last } = stage();
    dashboard.show(origin);
    dashboard.close();
    dashboard.show(origin);
    expect(looks.left).toBe(0);
    last().events.onClose();
    last().events.onClosed();
    expect(looks.left).toBe(1);
  });

  it('says when there is a window and when there is none, for the Dock of macOS', () => {
    const { dashboard, openings, last } = stage();
    dashboard.show(origin);
    dashboard.show(origin);
    expect(openings).toEqual([true]);
    last().events.onClose();
    last().events.onClosed();
    expect(openings).toEqual([true, false]);
    dashboard.show(origin);
    dashboard.close();
    expect(openings).toEqual([true, false, true, false]);
  });

  it('remembers where it was, by its own close and by ours', () => {
    const { dashboard, written, last } = stage();
    dashboard.show(origin);
    last().events.onClose();
    expect(written).toEqual([{ x: 10, y: 20, width: 900, height: 700 }]);
    dashboard.close();
    expect(written).toHaveLength(2);
    dashboard.close();
    expect(written).toHaveLength(2);
  });

  it('comes back where it was, unless that screen is gone', () => {
    const kept = { x: 2000, y: 10, width: 800, height: 600 };
    const gone = stage({ kept });
    gone.dashboard.show(origin);
    expect(gone.last().options).toMatchObject({ width: 1120, height: 780 });
    const there = stage({ kept, screens: [screen, { ...screen, x: 1920 }] });
    there.dashboard.show(origin);
    expect(there.last().options).toMatchObject(kept);
  });

  it('opens on a hash, and tells an open page of one without loading it again', () => {
    const { dashboard, last } = stage();
    dashboard.show(origin, '#sign-in=new');
    expect(last().window.calls).toEqual([`load ${origin}/dashboard#sign-in=new`]);
    last().window.url = `${origin}/dashboard/requests?x=1#old`;
    dashboard.show(origin, '#sign-in=a');
    expect(last().window.calls.slice(1)).toEqual([`load ${origin}/dashboard/requests?x=1#sign-in=a`, 'show', 'focus']);
    last().window.url = 'chrome-error://chromewebdata/';
    dashboard.show(origin, '#sign-in=b');
    expect(last().window.calls).toContain(`load ${origin}/dashboard#sign-in=b`);
  });

  it('A11: brings the page a token in the fragment while a sign-in is asked for, also beside another hash', () => {
    const { dashboard, last, handover } = stage();
    handover.token = 'one/time';
    dashboard.show(origin);
    expect(last().window.calls).toEqual([`load ${origin}/dashboard#handover=one%2Ftime`]);
    last().window.url = `${origin}/dashboard/keys`;
    dashboard.show(origin, '#account=a');
    expect(last().window.calls).toContain(`load ${origin}/dashboard/keys#account=a&handover=one%2Ftime`);
    dashboard.show(origin);
    expect(last().window.calls).toContain(`load ${origin}/dashboard/keys#handover=one%2Ftime`);
    handover.token = null;
    const before = last().window.calls.length;
    dashboard.show(origin);
    expect(last().window.calls.slice(before)).toEqual(['show', 'focus']);
  });

  it('comes before other programs, and asks for attention where it may not', () => {
    const { dashboard, last } = stage();
    dashboard.bringToFront(origin);
    expect(last().window.calls).toEqual([`load ${origin}/dashboard`, 'foreground']);
    last().window.minimized = true;
    last().window.focused = false;
    dashboard.bringToFront(origin);
    expect(last().window.calls.slice(2)).toEqual(['restore', 'show', 'focus', 'foreground', 'flash true']);
  });

  it('says when somebody looks at it', () => {
    const { dashboard, looks, last } = stage();
    dashboard.show(origin);
    last().events.onLook();
    expect(looks.count).toBe(1);
  });

  it('E4: stays on its own pages', () => {
    const { dashboard, outside, log, last } = stage();
    dashboard.show(origin);
    expect(navigate(last().events, `${origin}/dashboard/requests`)).toBe(true);
    expect(navigate(last().events, 'https://evil.test/')).toBe(false);
    last().events.onPopup('file:///etc/passwd');
    expect(outside).toEqual([]);
    expect(log.lines).toHaveLength(2);
  });

  it('E5: hands listed https pages to the system browser', () => {
    const { dashboard, outside, last } = stage();
    dashboard.show(origin);
    expect(navigate(last().events, 'https://chatgpt.com/')).toBe(false);
    last().events.onPopup('https://help.openai.com/');
    last().events.onPopup('http://127.0.0.1:9999/oauth/authorize?state=s');
    last().events.onPopup('http://127.0.0.1:9999/else');
    expect(outside).toEqual([
      'https://chatgpt.com/',
      'https://help.openai.com/',
      'http://127.0.0.1:9999/oauth/authorize?state=s',
    ]);
  });

  it('loads once more after a crash, closes after a second, and can be opened again', () => {
    const { dashboard, log, last } = stage();
    dashboard.show(origin);
    last().events.onRendererGone('crashed');
    expect(last().window.calls.at(-1)).toBe('reload');
    last().events.onRendererGone('crashed');
    expect(last().window.calls.at(-1)).toBe('destroy');
    expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
    expect(dashboard.isOpen()).toBe(false);
  });

  it('is not left invisible by a page that does not load', () => {
    const { dashboard, last } = stage();
    dashboard.show(origin);
    last().events.onLoadFailed('ERR_CONNECTION_REFUSED');
    expect(last().window.calls.at(-1)).toBe('show');
  });
});
