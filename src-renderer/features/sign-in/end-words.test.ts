import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { deEngine } from '../../i18n/de/engine.ts';
import { speak } from '../../i18n/messages.ts';
import { zhEngine } from '../../i18n/zh/engine.ts';
import { endWords } from './end-words.ts';

describe.each([
  ['de', deEngine],
  ['zh-CN', zhEngine],
] as const)('how a sign-in ended, in %s', (language, { said, refusals }) => {
  beforeEach(() => speak(language));
  afterEach(() => speak('en'));

  it.each(['vault_locked', 'vault_replaced', 'vault_damaged', 'vault_write_failed'] as const)(
    '%s is the vault’s trouble, and not a refusal of the service',
    (code) => {
      expect(endWords(code)).toEqual(expect.any(String));
      expect(endWords(code)).toBe(said[`login.${code}`]);
    },
  );

  it('a vault that does not answer is called so', () =>
    expect(endWords('vault_unavailable')).toBe(refusals.vault_unavailable));

  it.each(['invalid_scope', 'unauthorized_client', 'login_required'])('%s is a refusal of the service', (code) =>
    expect(endWords(code)).toBe(said['login.refused']),
  );

  it.each(['http_503', 'temporarily_unavailable', 'never_heard_of', null])(
    'of %s nothing is claimed: the engine’s own sentence stands',
    (code) => expect(endWords(code)).toBeNull(),
  );
});

it('English is the engine’s own', () => expect(endWords('access_denied')).toBeNull());
