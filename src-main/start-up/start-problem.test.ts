import { describe, expect, it } from 'vitest';

import { EngineStartError, type PortHolder } from '../../src-proxy/engine-api.ts';
import { createSpeech } from '../i18n/speech.ts';
import { askAboutOtherPort, askAboutProblem } from './start-choice.ts';
import { describeStartProblem, problemText } from './start-problem.ts';

const { say } = createSpeech({ chosen: 'en', systemLanguages: [] });
const taken = (holder: PortHolder | null) =>
  describeStartProblem(new EngineStartError('port_in_use', 'taken', holder), 2455);

describe('a taken port', () => {
  it.each([
    [{ pid: 42, name: 'nginx', isEvenkeel: false }, 'by nginx (process 42)', 'Quit that program and try again'],
    [{ pid: null, name: 'nginx', isEvenkeel: false }, 'by nginx', 'Quit that program'],
    [{ pid: 42, name: null, isEvenkeel: false }, 'by process 42', 'Quit that program'],
    [{ pid: null, name: null, isEvenkeel: false }, '2455 is taken', 'The system does not tell'],
    [null, '2455 is taken', 'The system does not tell'],
    [
      { pid: 42, name: 'node', isEvenkeel: true },
      'by node',
      'Another Evenkeel is listening there already (process 42)',
    ],
  ])('names the holder as far as it is known: %j', (holder, title, detail) => {
    const problem = taken(holder);
    expect(problemText(problem, say).title).toContain(title);
    expect(problemText(problem, say).detail).toContain(detail);
    expect(problem.port).toBe(2455);
  });
});

describe('other problems', () => {
  it('offer another port only where it helps', () => {
    const forbidden = describeStartProblem(new EngineStartError('port_forbidden', 'Port 80 needs rights.'), 80);
    expect([problemText(forbidden, say).detail, forbidden.port]).toEqual(['Port 80 needs rights.', 80]);
    const lan = describeStartProblem(new EngineStartError('address_not_loopback', 'No.'), 2455);
    expect(lan.port).toBeNull();
    expect(askAboutProblem(lan, say).choices).toEqual(['retry', 'later', 'quit']);
  });

  it('show the sentence of whatever was thrown, with its code', () => {
    const locked = Object.assign(new Error('The keychain is locked.'), { code: 'vault_unavailable' });
    expect(describeStartProblem(locked, null)).toMatchObject({
      code: 'vault_unavailable',
      message: 'The keychain is locked.',
    });
    expect(describeStartProblem('what', null)).toMatchObject({ code: 'start_failed', message: 'what' });
  });
});

describe('dialogs', () => {
  it('dismissed, decide nothing', () => {
    const problem = askAboutProblem(taken(null), say);
    expect(problem.choices[problem.options.cancelId ?? -1]).toBe('later');
    const port = askAboutOtherPort(2455, 2456, say);
    expect(port.choices[port.options.cancelId ?? -1]).toBe('back');
  });
});
