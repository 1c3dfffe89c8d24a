import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { totpSetupSchema } from '../../src-proxy/contract/dashboard-auth.ts';
import { codeAt, fromBase32, stepOf } from '../../src-proxy/dashboard-auth/totp.ts';
import { ownerOf, password, said, Visitor, welcome } from './dashboard-auth-stage.ts';
import { errorOf, eventsFrom, open } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const hourMs = 3_600_000;
const empty = { accounts: [] } as const;

/** Turns the second factor on; resolves with the code of that many steps from now. */
async function withTotp(owner: Visitor, nowMs: () => number): Promise<(ahead?: number) => string> {
  const started = totpSetupSchema.parse((await owner.auth('totp/setup/start')).json);
  const secret = fromBase32(started.secret) ?? Buffer.alloc(0);
  const code = (ahead = 0): string => codeAt(secret, stepOf(nowMs()) + ahead);
  expect((await owner.auth('totp/setup/confirm', { code: code(-1) })).status).toBe(200);
  return code;
}

describe('no password, on loopback', () => {
  it('is open, as an owner', async () => {
    await using stage = await startStage(empty);
    const visitor = new Visitor(stage);
    expect(await visitor.looks()).toEqual(welcome);
    expect(await visitor.session()).toMatchObject({ role: 'owner', via: 'open', passwordSet: false, expiresAt: null });
    expect(said(await visitor.auth('password/login', { password: 'anything' }))).toEqual([401, 'password_invalid']);
    for (const [path, body] of [
      ['totp/setup/start', undefined],
      ['guest/password', { password }],
    ] as const)
      expect(said(await visitor.auth(path, body))).toEqual([409, 'password_needed']);
  });
});

describe('a password', () => {
  it('A10: is asked for on loopback too, and its cookie is opaque, HttpOnly and SameSite=Strict', async () => {
    await using stage = await startStage();
    const owner = new Visitor(stage);
    const answer = await owner.auth('password/setup', { password });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^evenkeel_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await owner.looks()).toEqual(welcome);
    expect(await owner.session()).toMatchObject({ role: 'owner', via: 'password', passwordSet: true });
    const other = new Visitor(stage);
    expect(await other.looks()).toEqual([401, 'sign_in_required']);
    other.cookie = `evenkeel_session=${randomBytes(32).toString('base64url')}`;
    expect(await other.looks()).toEqual([401, 'sign_in_required']);
    expect((await stage.turn()).status).toBe(200);
    expect((await stage.call('/health')).status).toBe(200);
    expect(said(await other.auth('password/setup', { password: 'another one' }))).toEqual([409, 'password_exists']);
    expect(said(await other.auth('password/login', { password: 'wrong' }))).toEqual([401, 'password_invalid']);
    expect((await other.auth('password/login', { password })).status).toBe(200);
    expect(await other.looks()).toEqual(welcome);
    expect(other.cookie).not.toBe(owner.cookie);
  });

  it('is long enough, and no part of it is ever on disk or in the log', async () => {
    await using stage = await startStage({ ...empty, vault: 'file' });
    const visitor = new Visitor(stage);
    expect(said(await visitor.auth('password/setup', { password: 'short' }))).toEqual([422, 'validation_error']);
    const owner = await ownerOf(stage);
    const session = (owner.cookie ?? '').split('=')[1] ?? 'none';
    await stage.restart();
    expect(await owner.looks()).toEqual(welcome);
    const text = JSON.stringify(stage.log) + (await everythingIn(stage.dataDir));
    expect(text).not.toContain(password);
    expect(text).not.toContain(session);
  });

  it('A8: changing or removing it, signing out, and signing out everywhere end sessions at once', async () => {
    await using stage = await startStage({ ...empty, vault: 'file' });
    const owner = await ownerOf(stage);
    const other = new Visitor(stage);
    await other.auth('password/login', { password });
    const changed = await owner.auth('password/change', { currentPassword: 'not it', newPassword: 'another password' });
    expect(said(changed)).toEqual([401, 'password_invalid']);
    const next = 'another password';
    expect((await owner.auth('password/change', { currentPassword: password, newPassword: next })).status).toBe(200);
    expect(await owner.looks()).toEqual(welcome);
    expect(await other.looks()).toEqual([401, 'sign_in_required']);
    expect(said(await other.auth('password/login', { password }))).toEqual([401, 'password_invalid']);
    await other.auth('password/login', { password: next });
    const kept = other.cookie;
    await other.auth('logout');
    other.cookie = kept;
    expect(await other.looks()).toEqual([401, 'sign_in_required']);
    await other.auth('password/login', { password: next });
    expect((await owner.auth('logout-everywhere')).status).toBe(200);
    expect(await other.looks()).toEqual([401, 'sign_in_required']);
    await stage.restart();
    expect(await other.looks()).toEqual([401, 'sign_in_required']);
    await other.auth('password/login', { password: next });
    expect(said(await other.auth('password', undefined, 'DELETE'))).toEqual([401, 'password_invalid']);
    expect((await other.auth('password', { currentPassword: next }, 'DELETE')).status).toBe(200);
    expect(await new Visitor(stage).looks()).toEqual(welcome);
  });

  it('A8: a session ends when its time is over', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ ...empty, clock });
    await stage.set({ dashboardSessionTtlSeconds: 3600 });
    const owner = await ownerOf(stage);
    clock.skip(hourMs - 60_000);
    expect(await owner.looks()).toEqual(welcome);
    clock.skip(2 * 60_000);
    expect(await owner.looks()).toEqual([401, 'sign_in_required']);
  });

  it('A8: open event streams end with their session, and with the time before there was a password', async () => {
    await using stage = await startStage(empty);
    const before = await open(stage.origin, '/api/events');
    const owner = await ownerOf(stage);
    expect(await lastOf(before)).toBe('over');
    const other = new Visitor(stage);
    await other.auth('password/login', { password });
    const mine = await open(stage.origin, '/api/events', { headers: owner.headers() });
    const theirs = await open(stage.origin, '/api/events', { headers: other.headers() });
    await other.auth('logout');
    expect(await lastOf(theirs)).toBe('over');
    await owner.auth('logout-everywhere');
    expect(await lastOf(mine)).toBe('over');
  });
});

describe('A9: guessing', () => {
  it('A9: eight wrong passwords, then 429 with a wait that the right one does not shorten', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ ...empty, clock });
    const owner = await ownerOf(stage);
    const guesser = new Visitor(stage);
    const sentences = new Set<unknown>();
    for (let count = 0; count < 8; count += 1) {
      const answer = await guesser.auth('password/login', { password: `guess ${count}` });
      expect(said(answer)).toEqual([401, 'password_invalid']);
      sentences.add(errorOf(answer).message);
    }
    expect(sentences.size).toBe(1);
    const blocked = await guesser.auth('password/login', { password });
    expect(said(blocked)).toEqual([429, 'too_many_attempts']);
    expect(blocked.headers['retry-after']).toBe('60');
    expect(await owner.looks()).toEqual(welcome);
    clock.skip(60_000);
    expect((await guesser.auth('password/login', { password })).status).toBe(200);
    const log = await owner.ask('GET', '/api/audit-logs?action=dashboard_auth.refused');
    expect((log.json as { entries: unknown[] }).entries).toHaveLength(8);
  });
});

describe('the second factor', () => {
  it('is asked for after the password, takes each code once, and survives a restart', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ ...empty, clock, vault: 'file' });
    const owner = await ownerOf(stage);
    const started = await owner.auth('totp/setup/start');
    expect(totpSetupSchema.parse(started.json)).toMatchObject({
      otpauthUri: expect.stringMatching(/^otpauth:\/\/totp\/Evenkeel:dashboard\?secret=[A-Z2-7]{32}&issuer=Evenkeel/),
      qrSvgDataUri: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    });
    expect(said(await owner.auth('totp/setup/confirm', { code: '000000' }))).toEqual([401, 'totp_invalid']);
    const code = await withTotp(owner, () => clock.nowMs());
    const other = new Visitor(stage);
    const half = await other.auth('password/login', { password });
    expect(half.json).toMatchObject({ role: null, totpRequired: true });
    expect(await other.looks()).toEqual([401, 'totp_required']);
    expect(said(await other.auth('totp/setup/start'))).toEqual([401, 'totp_required']);
    expect(said(await new Visitor(stage).auth('totp/verify', { code: code() }))).toEqual([401, 'sign_in_required']);
    expect(said(await other.auth('totp/verify', { code: code(-1) }))).toEqual([401, 'totp_invalid']);
    const used = code();
    expect((await other.auth('totp/verify', { code: used })).json).toMatchObject({ role: 'owner', totpEnabled: true });
    expect(await other.looks()).toEqual(welcome);
    await stage.restart();
    const third = new Visitor(stage);
    await third.auth('password/login', { password });
    expect(said(await third.auth('totp/verify', { code: used }))).toEqual([401, 'totp_invalid']);
    clock.skip(60_000);
    expect((await third.auth('totp/verify', { code: code() })).status).toBe(200);
    expect(said(await third.auth('totp/disable', { code: '123456' }))).toEqual([401, 'totp_invalid']);
    expect((await third.auth('totp/disable', { code: code(1) })).json).toMatchObject({ totpEnabled: false });
    await new Visitor(stage).auth('password/login', { password });
  });

  it('its secret is in no answer but that of its set-up, and not in the database', async () => {
    await using stage = await startStage({ ...empty, vault: 'file' });
    const owner = await ownerOf(stage);
    const { secret } = totpSetupSchema.parse((await owner.auth('totp/setup/start')).json);
    const bytes = fromBase32(secret) ?? Buffer.alloc(0);
    await owner.auth('totp/setup/confirm', { code: codeAt(bytes, stepOf(Date.now())) });
    expect((await owner.session()).totpEnabled).toBe(true);
    expect(JSON.stringify(stage.log) + (await everythingIn(stage.dataDir))).not.toContain(secret);
  });
});

describe('a forgotten password', () => {
  it('is reset by whoever has the data folder open, with all that hangs on it, and stays so', async () => {
    await using stage = await startStage({ ...empty, vault: 'file' });
    const owner = await ownerOf(stage);
    await withTotp(owner, () => Date.now());
    expect(await stage.engine.dashboard.resetPassword()).toEqual({ status: 'reset', bootstrapToken: null });
    await stage.restart();
    const session = await new Visitor(stage).session();
    expect(session).toMatchObject({ via: 'open', passwordSet: false, totpEnabled: false, guestAccess: false });
    const anew = await ownerOf(stage);
    expect(await owner.looks()).toEqual([401, 'sign_in_required']);
    expect(await anew.looks()).toEqual(welcome);
  });
});

describe('A10: other pages', () => {
  it('A10: a cookie alone changes nothing: no header of ours, no change; no GET signs out', async () => {
    await using stage = await startStage(empty);
    const owner = await ownerOf(stage);
    const cookie = { cookie: String(owner.cookie) };
    for (const headers of [cookie, { ...cookie, 'content-type': 'application/x-www-form-urlencoded' }]) {
      const answer = await stage.call('/api/dashboard-auth/logout-everywhere', { method: 'POST', headers });
      expect(said(answer)).toEqual([403, 'page_header_missing']);
    }
    for (const path of ['/api/dashboard-auth/logout', '/api/dashboard-auth/logout-everywhere?_method=POST'])
      expect((await stage.call(path, { headers: cookie })).status).toBe(404);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const login = await stage.call('/api/dashboard-auth/password/login', {
      method: 'POST',
      headers: form,
      body: 'a=b',
    });
    expect(login.status).toBe(415);
    expect(await owner.looks()).toEqual(welcome);
  });

  it('A5: no API key opens the dashboard, and no session spends', async () => {
    await using stage = await startStage();
    const owner = await ownerOf(stage);
    await owner.ask('PUT', '/api/settings', { requireApiKey: true });
    const made = (await owner.ask('POST', '/api/api-keys/', { name: 'program' })).json as { key: string };
    const bearer = { authorization: `Bearer ${made.key}` };
    expect(said(await stage.call('/api/accounts', { headers: bearer }))).toEqual([401, 'sign_in_required']);
    expect((await stage.turn({ headers: bearer })).status).toBe(200);
    expect((await stage.turn({ headers: owner.headers() })).status).toBe(401);
  });
});

/** `over` once the server has ended the stream in good order. */
async function lastOf(response: Awaited<ReturnType<typeof open>>): Promise<'over'> {
  for await (const _event of eventsFrom(response));
  return 'over';
}

async function everythingIn(folder: Stage['dataDir']): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
  return texts.join('\n');
}

it('A9 and N10: what anybody may try as often as they like does not fill the audit log', async () => {
  await using stage = await startStage(empty);
  const owner = await ownerOf(stage);
  for (let count = 0; count < 20; count += 1) {
    const stranger = new Visitor(stage);
    expect(said(await stranger.auth('handover', { token: 'guess' }))).toEqual([401, 'handover_invalid']);
    expect(said(await stranger.auth('totp/verify', { code: '123456' }))).toEqual([401, 'sign_in_required']);
    expect(said(await stranger.auth('password/setup', { password }))).toEqual([409, 'password_exists']);
  }
  const { entries } = (await owner.ask('GET', '/api/audit-logs?action=dashboard_auth.refused&limit=200')).json as {
    entries: { detail: { code: string } }[];
  };
  const codes = entries.map(({ detail }) => detail.code);
  expect(new Set(codes)).toEqual(new Set(['handover_invalid', 'sign_in_required', 'password_exists']));
  expect(codes.length).toBeLessThanOrEqual(24);
});
