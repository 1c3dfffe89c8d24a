import { expect, it } from 'vitest';

import { insteadOfAsking } from './ask-secret.ts';

it.each(['linux', 'darwin', 'win32'] as const)(
  'on %s, whoever cannot be asked is told which variable to set',
  (platform) => {
    const sentence = insteadOfAsking('EVENKEEL_BACKUP_PASSPHRASE', platform);
    expect(sentence).toMatch(/[Ss]et EVENKEEL_BACKUP_PASSPHRASE/);
    // There the installed program has nobody to ask in a terminal, so nobody is sent to one.
    expect(sentence.includes('Enter it in a terminal')).toBe(platform !== 'win32');
  },
);
