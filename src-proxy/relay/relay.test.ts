import { describe, expect, it } from 'vitest';

import { Refusal } from '../contract/refusal.ts';
import { unkeyed } from '../keys/key-desk.ts';
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
        onChange: () => () => undefined,
        lessons: {
          timePassed: () => {
            throw new TypeError('a defect');
          },
        },
      },
      journal: { append: (entry: NewRequestLogEntry) => written.push(entry) },
      keys: { admit: unkeyed, settle: (_admission: unknown, entry: NewRequestLogEntry) => entry },
      clock: { nowMs: () => 0 },
      sources: { serving: () => [] },
      standstill: () => null,
      noteShape: () => undefined,
    } as unknown as RelayPorts;
    const answer = { signal: new AbortController().signal, end: () => (ended = true) } as unknown as ClientAnswer;
    const request = {
      id: 'r',
      kind: 'responses',
      path: '/x',
      receivedAtMs: 0,
      conversationId: null,
    } as unknown as CanonicalRequest;
    const relay = new Relay(ports);
    await expect(relay.run(request, answer)).rejects.toThrow('a defect');
    expect(written.map(({ status, errorCode }) => [status, errorCode])).toEqual([['error', 'server_error']]);
    expect([ended, relay.active]).toEqual([false, 0]);
  });

  it('after the end changes nothing that was settled', async () => {
    const written: NewRequestLogEntry[] = [];
    const refusal = new Refusal('api_key_revoked', 'No more.');
    const ports = {
      book: { onChange: () => () => undefined },
      journal: { append: (entry: NewRequestLogEntry) => written.push(entry) },
      keys: {
        admit: (request: CanonicalRequest) => ({ ...unkeyed(request), refusal }),
        settle: (_admission: unknown, entry: NewRequestLogEntry) => entry,
      },
      clock: { nowMs: () => 0 },
      standstill: () => null,
      noteShape: () => undefined,
    } as unknown as RelayPorts;
    const answer = {
      signal: new AbortController().signal,
      refuse: () => undefined,
      end: () => {
        throw new TypeError('a defect');
      },
    } as unknown as ClientAnswer;
    const request = {
      id: 'r',
      kind: 'responses',
      path: '/x',
      receivedAtMs: 0,
      conversationId: null,
    } as unknown as CanonicalRequest;
    await expect(new Relay(ports).run(request, answer)).rejects.toThrow('a defect');
    expect(written.map(({ errorCode }) => errorCode)).toEqual(['api_key_revoked']);
  });
});
