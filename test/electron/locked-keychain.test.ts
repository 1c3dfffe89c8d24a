import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { DesktopStage } from './desktop-stage.ts';
import { OwnDisplay } from './own-display.ts';
import { OwnKeyring } from './own-keyring.ts';
import { buildWhenStale } from './runtime.ts';

let display: OwnDisplay;
let stage: DesktopStage;
let home: string;
let keyring: OwnKeyring;

beforeAll(async () => {
  await buildWhenStale();
  display = await OwnDisplay.open();
});
afterAll(() => display[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'evenkeel-locked-'));
  keyring = await OwnKeyring.open(home);
  stage = await DesktopStage.open(display);
});
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await keyring[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

describe('the keychain is locked at start', () => {
  it('F2: says so and stays, takes no weaker place for the tokens, and has every account once it is unlocked', async () => {
    const onKeyring = {
      EVENKEEL_VAULT: 'auto',
      DBUS_SESSION_BUS_ADDRESS: keyring.environment['DBUS_SESSION_BUS_ADDRESS'] ?? '',
    };
    await stage.launch(onKeyring);
    const page = await stage.window();
    const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
    await page.getByText('ada@example.test').first().waitFor();
    await stage.click('quit');
    expect(await stage.ended()).toBe(0);

    await keyring.lock();
    await stage.launch(onKeyring, ['--hidden']);
    await stage.whenWarned('Your tokens are in the system keychain, which does not answer');
    await stage.trayWhere(({ icon }) => icon === 'error');
    expect(stage.process.exitCode).toBeNull();
    await stage.click('quit');
    expect(await stage.ended()).toBe(0);

    await keyring.unlock();
    await stage.launch(onKeyring, ['--hidden']);
    await stage.trayWhere(({ icon, items }) => icon === 'ok' && JSON.stringify(items).includes('● ada@example.test'));
    expect(await (await fetch(`${await stage.origin()}/health`)).json()).toMatchObject({ app: 'evenkeel' });
  });
});
