import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { afterLoginEvent, isOver, LoginFlow, type LoginEvent, type LoginState } from './login-flow.ts';

const ending = { code: 'a_code', message: 'A sentence.' };
const event: fc.Arbitrary<LoginEvent> = fc.constantFrom<LoginEvent[]>(
  { kind: 'code-received' },
  { kind: 'tokens-received' },
  { kind: 'signed-in', accountId: 'a', result: 'added' },
  { kind: 'failed', ...ending },
  { kind: 'cancelled', ...ending },
  { kind: 'expired', ...ending },
);

describe('a sign-in, whatever happens in whatever order', () => {
  it('ends once, keeps its end, and succeeds only by code, tokens and storing', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        let ends = 0;
        const flow = new LoginFlow({ id: 'f', targetAccountId: null, expiresAtMs: 0, onOver: () => (ends += 1) });
        const counted: string[] = [];
        let kept: unknown = null;
        for (const one of events) {
          const wasOver = flow.isOver;
          const took = flow.take(one);
          if (wasOver) expect(took).toBe(false);
          if (took) counted.push(one.kind);
          if (kept !== null) expect(flow.status()).toEqual(kept);
          if (flow.isOver) kept ??= flow.status();
        }
        expect(ends).toBe(flow.isOver ? 1 : 0);
        expect(flow.signal.aborted).toBe(flow.isOver);
        expect(counted.filter((kind) => kind === 'code-received').length).toBeLessThanOrEqual(1);
        if (flow.phase === 'success') expect(counted).toEqual(['code-received', 'tokens-received', 'signed-in']);
      }),
    );
  });

  it('is not cancelled once its tokens are being stored, and does not expire while its code is exchanged', () => {
    const storing: LoginState = { phase: 'storing' };
    expect(afterLoginEvent(storing, { kind: 'cancelled', ...ending })).toBeNull();
    expect(afterLoginEvent({ phase: 'exchanging' }, { kind: 'expired', ...ending })).toBeNull();
    expect(isOver(storing)).toBe(false);
  });
});
