import { describe, expect, it } from 'vitest';

import { electronProblems } from './electron-support.ts';

const nothing = { vulnerabilities: {} };

describe('E9: the Electron of a release', () => {
  it.each(['45.4.1', '44.0.0', '43.8.12', '46.0.0-beta.1'])('may be %s when 45 is the newest', (pinned) => {
    expect(electronProblems(pinned, '45.9.0', nothing)).toEqual([]);
  });

  it('may not be of a major that is mended no more', () => {
    expect(electronProblems('42.11.18', '45.0.0', nothing)).toEqual([
      'Electron 42.11.18 has reached the end of its life: 45.0.0 is out, and majors from 43 on are mended.',
    ]);
  });

  it('may have no known hole of its own, whatever its dependencies are warned of', () => {
    const hole = { title: 'ASAR Integrity Bypass', url: 'https://github.test/advisories/1' };
    const report = { vulnerabilities: { electron: { via: ['got', hole] }, got: { via: [hole] } } };
    expect(electronProblems('45.4.1', '45.4.1', report)).toEqual([
      'Electron 45.4.1: ASAR Integrity Bypass (https://github.test/advisories/1)',
    ]);
  });
});
