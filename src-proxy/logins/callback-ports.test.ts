import { describe, expect, it } from 'vitest';

import { callbackPortsFor, portProblem, usualPort } from './callback-ports.ts';

describe('the ports to come back to', () => {
  it('are the two that are registered', () => {
    expect(callbackPortsFor('https://auth.openai.com')).toEqual([1455, 1457]);
    expect(usualPort([1455, 1457])).toBe(1455);
  });

  it.each(['http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9'])('any one for an issuer at %s', (url) => {
    expect(callbackPortsFor(url)).toEqual([0]);
    expect(usualPort([0])).toBe(1455);
  });
});

describe('the sentence when there is none', () => {
  it('O5: names who holds the port, the likely reason, and the way out', () => {
    const holder = { pid: 42, name: 'codex', isEvenkeel: false };
    const text = portProblem([
      { port: 1455, code: 'EADDRINUSE', holder },
      { port: 1457, code: 'EADDRINUSE', holder: null },
    ]);
    expect(text).toContain('Port 1455 is taken by codex (process 42).');
    expect(text).toContain('Port 1457 is taken by another program.');
    expect(text).toContain('Codex CLI');
    expect(text).toContain('copy its address and paste it here');
  });

  it('tells a forbidden port from a taken one', () => {
    const text = portProblem([{ port: 1455, code: 'EACCES', holder: null }]);
    expect(text).toContain('does not let Evenkeel use port 1455');
    expect(text).not.toContain('Codex CLI');
  });
});
