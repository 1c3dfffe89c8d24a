import { expect, it } from 'vitest';

import { accountStatusSchema } from '../../src-proxy/contract/account.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { type TrayInput, trayModel } from './tray-model.ts';

const long = `${'ada.'.repeat(20)}lovelace@analytical-engine.example.test`;
const text = `Sign in as ${long}, or as bob@example.test.`;
const candidates = [{ accountId: 'x', verdict: 'lost' as const, code: '', detail: text }];
const decision = { strategy: '', accountId: null, reason: text, candidates };
const attempt = {
  accountId: 'a@b.test',
  outcome: '',
  statusCode: 200,
  errorCode: null,
  rawError: null,
  latencyMs: 1,
  decision,
};
const input: TrayInput = {
  phase: 'running',
  engine: null,
  accounts: [
    ...accountStatusSchema.options.map((status) =>
      sampleAccount({
        accountId: status,
        email: long,
        displayName: long,
        status,
        statusReason: text,
        verdict: {
          ours: { usable: true, text },
          upstream: { usable: false, text, at: null },
          agree: false,
          suggestion: text,
        },
      }),
    ),
    sampleAccount({ accountId: 'a@b.test', displayName: 'Work' }),
  ],
  requests: [
    sampleRequest({ accountId: 'active', attempts: [attempt], errorMessage: text }),
    sampleRequest({ accountId: null, refusedDecision: decision }),
  ],
  forecast: null,
  problem: null,
  work: {
    accounts: new Map([['active', { underWay: [], last: { verb: 'pause', atMs: 0, text: () => text } }]]),
    isRefreshingAll: false,
  },
  onlyAccountId: null,
  snippets: [],
  clients: [],
  launchesAtLogin: null,
  update: { kind: 'unsupported' },
  percentOf: null,
  platform: 'linux',
  hasLogFolder: true,
  hidesEmails: true,
  nowMs: 0,
  speech: createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' }),
};

/** All that a person reads: ids and actions are not shown. */
function shown(change: Partial<TrayInput> = {}): string {
  const { items, tooltip } = trayModel({ ...input, ...change });
  const labels = JSON.stringify(items).matchAll(/"label":"((?:[^"\\]|\\.)*)"/g);
  return [tooltip, ...[...labels].map(([, label]) => label)].join('\n');
}

it('no e-mail address is shown, also none that is cut short or broken over lines', () => {
  expect(shown({ hidesEmails: false })).toMatch(/lovelace|ada\.ada/);
  const hidden = shown();
  expect(hidden).not.toMatch(/lovelace|ada\.ada|bob@/);
  expect(hidden).toContain('● a•••@•••.test');
  expect(hidden).toContain('Work');
});

it('what a click acts on stays what it is', () => {
  expect(JSON.stringify(trayModel(input).items)).toContain('"accountId":"a@b.test"');
});

it('has a tick of its own while the engine runs', () => {
  const box = (change: Partial<TrayInput>) =>
    trayModel({ ...input, ...change }).items.find((item) => item.kind === 'item' && item.id === 'hide-emails');
  expect(box({})).toMatchObject({ checked: true, action: 'show-emails' });
  expect(box({ hidesEmails: false })).toMatchObject({ checked: false, action: 'hide-emails' });
  expect(box({ phase: 'starting' })).toBeUndefined();
});
