import { describe, expect, it } from 'vitest';

import type { NewRequestLogEntry } from '../storage/store.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import type { ClientAnswer } from './client-answer.ts';
import { Relay, type RelayPorts } from './relay.ts';

describe('a defect of our own', () => {
  it('is settled once as an error, and never goes out as an empty success', async () => {
    const written: NewRequestLogEntry[] = [];
    let ended = false;
    const ports = {
      book: {
        liftExpired: () => {
          throw new TypeError('a defect');
        },
      },
      journal: { append: (entry: NewRequestLogEntry) => written.push(entry) },
      clock: { nowMs: () => 0 },
    } as unknown as RelayPorts;
    const answer = { signal: new AbortController().signal, end: () => (ended = true) } as unknown as ClientAnswer;
    const request = { id: 'r', kind: 'responses', path: '/x', receivedAtMs: 0 } as unknown as CanonicalRequest;
    const relay = new Relay(ports);
    await expect(relay.run(request, answer)).rejects.toThrow('a defect');
    expect(written.map(({ status, errorCode }) => [status, errorCode])).toEqual([['error', 'server_error']]);
    expect([ended, relay.active]).toEqual([false, 0]);
  });
});
