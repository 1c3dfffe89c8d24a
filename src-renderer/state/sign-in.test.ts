import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SampleSignInEngine } from './sample-sign-in.ts';
import { SignIn } from './sign-in.svelte.ts';

function signingIn() {
  const engine = new SampleSignInEngine();
  const opened: string[] = [];
  const signIn = new SignIn(engine.api, (url) => opened.push(url));
  signIn.open();
  return { engine, opened, signIn };
}

const refusal = (status: number, code: string) => () =>
  Promise.resolve(Response.json({ error: { code, message: 'A sentence.', requestId: 'req-1' } }, { status }));

describe('SignIn', () => {
  it('opens the page of the browser flow, waits, and tells which account came of it', async () => {
    const { engine, opened, signIn } = signingIn();
    await signIn.start('browser');
    expect(signIn.stage).toMatchObject({ step: 'waiting', method: 'browser' });
    expect(opened).toEqual(['https://auth.example.com/oauth/authorize?state=s']);
    await signIn.poll();
    expect(signIn.stage.step).toBe('waiting');
    engine.end('flow-1', { status: 'success', accountId: 'a1', result: 'added' });
    await signIn.poll();
    expect(signIn.stage).toEqual({ step: 'done', accountId: 'a1', result: 'added' });
    await signIn.poll();
    await signIn.close();
    expect(engine.calls).toEqual(['start browser', 'status', 'status']);
  });

  it('shows a device code and opens nothing', async () => {
    const { opened, signIn } = signingIn();
    await signIn.start('device');
    expect(signIn.stage).toMatchObject({ step: 'waiting', flow: { userCode: 'ABCD-12345' } });
    expect(opened).toEqual([]);
  });

  it('signs in to one account again, also at the second try', async () => {
    const { engine, signIn } = signingIn();
    signIn.open('a7');
    await signIn.start('browser');
    await signIn.start('device');
    expect(engine.calls).toEqual(['start browser a7', 'cancel flow-1', 'start device a7']);
  });

  it.each(['error', 'expired', 'cancelled'] as const)(
    'keeps the sentence of a flow that ended with %s',
    async (ended) => {
      const { engine, signIn } = signingIn();
      await signIn.start('device');
      engine.end('flow-1', { status: ended, errorCode: 'a_code', errorMessage: 'Why.' });
      await signIn.poll();
      expect(signIn.stage).toEqual({ step: 'failed', method: 'device', ended, message: 'Why.', code: 'a_code' });
      await signIn.start('device');
      expect(signIn.stage.step).toBe('waiting');
    },
  );

  it('a start that the engine refuses can be tried again', async () => {
    const { engine, signIn } = signingIn();
    engine.answer = refusal(502, 'issuer_unreachable');
    await signIn.start('browser');
    expect(signIn.stage).toMatchObject({ step: 'refused', method: 'browser', error: { code: 'issuer_unreachable' } });
    engine.answer = null;
    await signIn.start('browser');
    expect(signIn.stage.step).toBe('waiting');
  });

  it('an engine that is away is asked again; one that has forgotten the flow is believed', async () => {
    const { engine, signIn } = signingIn();
    await signIn.start('browser');
    engine.answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await signIn.poll();
    expect(signIn).toMatchObject({ isEngineAway: true, stage: { step: 'waiting' } });
    engine.answer = null;
    await signIn.poll();
    expect(signIn.isEngineAway).toBe(false);
    engine.answer = refusal(404, 'flow_not_found');
    await signIn.poll();
    expect(signIn.stage).toMatchObject({ step: 'refused', error: { code: 'flow_not_found' } });
  });

  it('does not ask twice at a time', async () => {
    const { engine, signIn } = signingIn();
    await signIn.start('browser');
    await Promise.all([signIn.poll(), signIn.poll()]);
    expect(engine.calls).toEqual(['start browser', 'status']);
  });
});

describe('a pasted address', () => {
  it('finishes the flow', async () => {
    const { engine, signIn } = signingIn();
    await signIn.start('browser');
    await signIn.paste();
    signIn.pasted = '  http://localhost:1455/auth/callback?code=c&state=s\n';
    engine.end('flow-1', { status: 'success', accountId: 'a1', result: 'updated' });
    await signIn.paste();
    expect(engine.calls.slice(1)).toEqual(['paste http://localhost:1455/auth/callback?code=c&state=s']);
    expect(signIn.stage).toEqual({ step: 'done', accountId: 'a1', result: 'updated' });
    expect(signIn.pasted).toBe('');
  });

  it('that is refused can be corrected: the flow goes on', async () => {
    const { engine, signIn } = signingIn();
    await signIn.start('browser');
    signIn.pasted = 'nonsense';
    engine.answer = refusal(400, 'invalid_callback_url');
    await signIn.paste();
    expect(signIn.pasteError).toMatchObject({ code: 'invalid_callback_url' });
    expect(signIn).toMatchObject({ pasted: 'nonsense', isPasting: false, stage: { step: 'waiting' } });
  });
});

describe('leaving', () => {
  it('cancels the flow on the engine', async () => {
    const { engine, signIn } = signingIn();
    await signIn.start('browser');
    await signIn.close();
    expect(signIn.isOpen).toBe(false);
    expect(engine.calls).toEqual(['start browser', 'cancel flow-1']);
  });

  it('while it starts cancels what has been started by then, and opens no page', async () => {
    const { engine, opened, signIn } = signingIn();
    engine.hold();
    const starting = signIn.start('browser');
    await signIn.close();
    engine.release();
    await starting;
    expect(engine.pending()).toEqual([]);
    expect(opened).toEqual([]);
  });

  it('whatever is pressed in whatever order, at most the flow that is shown stays pending', async () => {
    const press = fc.constantFrom('browser', 'device', 'close', 'open', 'poll', 'settle', 'hold', 'release');
    await fc.assert(
      fc.asyncProperty(fc.array(press, { maxLength: 14 }), async (presses) => {
        const { engine, signIn } = signingIn();
        const running: Promise<void>[] = [];
        for (const what of presses) {
          if (what === 'hold') engine.hold();
          else if (what === 'release') engine.release();
          else if (what === 'settle') await aTurn();
          else if (what === 'open') {
            if (!signIn.isOpen) signIn.open();
          } else if (what === 'close') running.push(signIn.close());
          else if (what === 'poll') running.push(signIn.poll());
          else running.push(signIn.start(what));
        }
        while ((engine.release(), await isStillRunning(running)));
        const shown = signIn.stage.step === 'waiting' ? [signIn.stage.flow.flowId] : [];
        expect(engine.pending()).toEqual(shown);
      }),
      { numRuns: 200 },
    );
  });
});

async function isStillRunning(running: readonly Promise<void>[]): Promise<boolean> {
  return await Promise.race([Promise.all(running).then(() => false), aTurn().then(() => true)]);
}

/** Lets everything run that waits for nothing but its turn. */
function aTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
