import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '../../contract/account.ts';
import { readableEntry } from '../../contract/readable-decision.ts';
import type { RequestLogEntry } from '../../contract/request-log.ts';
import type { SettingView } from '../../contract/settings.ts';
import { requestEntry } from '../../storage/request-entry.fixture.ts';
import { bundleManifest, makeBundle, type BundleSource } from './bundle.ts';

const core = fc.stringMatching(/^[A-Za-z0-9]{14}[0-9][A-Za-z]{6}$/);

/** A secret, and how it may stand in a text. */
const planted = fc.oneof(
  core.map((text) => ({ text, shown: `sk-clb-${text}` })),
  core.map((text) => ({ text, shown: `rt_${text}` })),
  core.map((text) => ({ text, shown: `eyJhbGciOiJSUzI1NiJ9.${text}.${text}` })),
  core.map((text) => ({ text, shown: `Authorization: Bearer ${text}` })),
  core.map((text) => ({ text, shown: `http://someone:${text}@proxy.test:8080/x` })),
  core.map((text) => ({ text, shown: `/path?access_token=${text}&x=1` })),
  core.map((text) => ({ text, shown: `{"refreshToken":"${text}","password":"${text}"}` })),
  core.map((text) => ({ text, shown: `Cookie: evenkeel_session=${text}` })),
  core.map((text) => ({ text, shown: `${text}@mail.example.test` })),
  core.map((text) => ({ text, shown: `who=${text}%40example.test` })),
);

function sourceWith(words: readonly string[], secrets: readonly string[]): BundleSource {
  const all = words.join(' ');
  const account = {
    ...({} as AccountSummary),
    accountId: 'id-of-account',
    email: 'anna@example.test',
    displayName: `Anna ${all}`,
    alias: `The one with ${all}`,
    chatgptAccountId: null,
    workspaceId: null,
    workspaceLabel: 'Anna’s Lab',
    planType: all,
    deactivationReason: all,
    upstreamProxy: all,
    statusReason: all,
    lastError: { at: '2026-11-21T10:00:00.000Z', statusCode: 500, code: all, message: all },
    verdict: {
      ours: { usable: true, text: all },
      upstream: { usable: null, text: all, at: null },
      agree: true,
      suggestion: all,
    },
  };
  const request: RequestLogEntry = {
    ...readableEntry(1, requestEntry()),
    accountId: 'id-of-account',
    path: all,
    model: all,
    useragent: all,
    client: all,
    clientIp: '203.0.113.7',
    errorCode: all,
    errorMessage: all,
    upstreamError: all,
    apiKeyName: all,
    conversationId: all,
  };
  const setting = { key: 'upstreamProxy', value: all, defaultValue: 'direct', source: 'environment', sourceName: all };
  return {
    version: '0.0.0',
    versions: process.versions,
    nowMs: Date.UTC(2026, 10, 21),
    settings: [setting as SettingView],
    run: {
      id: 'x',
      state: 'done',
      startedAt: '2026-11-21T10:00:00.000Z',
      finishedAt: null,
      total: 1,
      results: [
        {
          id: 'account:id-of-account',
          symptoms: ['S30'],
          title: `Account anna@example.test ${all}`,
          verdict: 'fail',
          sentence: all,
          whatToDo: all,
          details: [...words, '/home/anna/data'],
          durationMs: 1,
        },
      ],
    },
    accounts: [account],
    requests: [request],
    logLines: words.map((text) => ({ at: '2026-11-21T10:00:00.000Z', level: 'error', text })),
    database: { facts: null, backlog: null },
    secrets,
    names: ['Key of Anna'],
    home: '/home/anna',
  };
}

async function unzipped(source: BundleSource): Promise<string> {
  return Object.values(unzipSync(await makeBundle(source)))
    .map((bytes) => Buffer.from(bytes).toString('utf8'))
    .join('\n');
}

describe('S50: the bundle', () => {
  it('holds nothing of a secret or an e-mail address, wherever it stood', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(planted, { minLength: 1, maxLength: 4 }), async (secrets) => {
        const whole = await unzipped(
          sourceWith(
            secrets.map(({ shown }) => shown),
            [],
          ),
        );
        for (const { text } of secrets) expect(whole).not.toContain(text);
      }),
      { numRuns: 60 },
    );
  });

  it('holds nothing of what is known to be secret, whatever it looks like', async () => {
    const odd = fc
      .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
      .map((text) => `~${text.trim()}~known`);
    await fc.assert(
      fc.asyncProperty(odd, async (secret) => {
        const whole = await unzipped(sourceWith([`before ${secret} after`], [secret]));
        expect(whole).not.toContain(secret);
        expect(whole).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 40 },
    );
  });

  it('calls accounts by numbers, and tells neither names nor addresses nor the home folder', async () => {
    const text = 'Key of Anna at 203.0.113.7 and 2001:db8:0:1:aa:bb:cc:dd, not 127.0.0.1, at 10:20:30';
    const source = sourceWith(['Key of Anna met Anna’s Lab'], []);
    const logLines = [{ at: '2026-11-21T10:00:00.000Z', level: 'info' as const, text }];
    const whole = await unzipped({ ...source, logLines });
    for (const word of ['anna', 'Anna', '203.0.113', '2001:db8', 'id-of-account']) expect(whole).not.toContain(word);
    expect(whole).toContain('account-1');
    expect(whole).toContain('~/data');
    expect(whole).toContain('not 127.0.0.1, at 10:20:30');
  });

  it('is JSON where it says so, and has the files of its list', async () => {
    const files = unzipSync(await makeBundle(sourceWith(['a "quoted" \\ word'], [])));
    expect(Object.keys(files)).toEqual(bundleManifest(0).files.map(({ name }) => name));
    for (const [name, bytes] of Object.entries(files))
      if (name.endsWith('.json')) expect(() => void JSON.parse(Buffer.from(bytes).toString())).not.toThrow();
  });
});
