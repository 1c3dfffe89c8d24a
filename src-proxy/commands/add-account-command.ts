import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { oauthStartedSchema, oauthStatusSchema, type OauthStarted, type OauthStatus } from '../contract/oauth.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Logins } from '../engine-api.ts';
import { askEngine, EngineRefusal } from '../running-engine.ts';
import { withAccounts, type DataDirFlag } from './accounts-commands.ts';
import { openBrowser } from './open-browser.ts';

const lookIntervalMs = 500;

/** The engine's sign-in, here or in another process. */
type AskedLogins = {
  [Call in keyof Logins]: (...given: Parameters<Logins[Call]>) => Promise<Awaited<ReturnType<Logins[Call]>>>;
};

/** `evenkeel accounts add [--device]`. Waits until somebody has signed in; exit code 1 when nobody has. */
export async function addCommand(flags: DataDirFlag & { readonly device?: boolean }): Promise<void> {
  const method = flags.device ? 'device' : 'browser';
  const status = await withAccounts(flags, {
    overHttp: async (origin) => await signIn(method, loginsAt(origin)),
    inProcess: async ({ logins }) =>
      await signIn(method, {
        start: (options) => logins.start(options),
        status: async (flowId) => await Promise.resolve(logins.status(flowId)),
        cancel: async (flowId) => await Promise.resolve(logins.cancel(flowId)),
        manualCallback: (callback) => logins.manualCallback(callback),
      }),
  });
  if (status.status === 'success') {
    console.log(
      status.result === 'added' ? 'The account was added.' : 'The account was there already; its sign-in is new.',
    );
    return;
  }
  console.error(status.errorMessage ?? 'The sign-in did not come about.');
  process.exitCode = 1;
}

async function signIn(method: 'browser' | 'device', logins: AskedLogins): Promise<OauthStatus> {
  const started = await logins.start({ forceMethod: method });
  const interrupted = new AbortController();
  const onSignal = (): void => interrupted.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const stopReading = started.method === 'browser' ? readPastedAddresses(started.flowId, logins) : () => undefined;
  try {
    await explain(started);
    return await untilOver(started.flowId, logins, interrupted.signal);
  } finally {
    stopReading();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function explain(started: OauthStarted): Promise<void> {
  if (started.method === 'device') {
    console.log(`Open ${started.verificationUrl} on any screen and enter this code:\n\n    ${started.userCode}\n`);
    console.log(`It is good for ${Math.round(started.expiresInSeconds / 60)} minutes. Waiting…`);
    return;
  }
  if (started.problem !== null) console.log(started.problem);
  console.log(`Sign in at this address:\n\n${started.authorizationUrl}\n`);
  if (!(await openBrowser(started.authorizationUrl)))
    console.log('No browser could be opened from here: open it yourself.');
  if (process.stdin.isTTY)
    console.log(
      'When your browser is on another machine, its last page will not load: paste its address here and press Enter.',
    );
  console.log('Waiting…');
}

async function untilOver(flowId: string, logins: AskedLogins, interrupted: AbortSignal): Promise<OauthStatus> {
  for (;;) {
    if (interrupted.aborted) return await logins.cancel(flowId);
    const status = await logins.status(flowId);
    if (status.status !== 'pending') return status;
    await delay(lookIntervalMs, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

/** Lines typed meanwhile. Not a terminal of its own making, so that Ctrl-C stays the system's. */
function readPastedAddresses(flowId: string, logins: AskedLogins): () => void {
  if (!process.stdin.isTTY) return () => undefined;
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    logins.manualCallback({ callbackUrl: line, flowId }).catch((error: unknown) => {
      const isKnown = error instanceof Refusal || error instanceof EngineRefusal;
      console.error(isKnown ? error.message : error);
    });
  });
  return () => lines.close();
}

function loginsAt(origin: string): AskedLogins {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    try {
      return await askEngine(`${origin}/api/oauth/${path}`, body === undefined ? {} : init);
    } catch (error) {
      if (error instanceof EngineRefusal) throw error;
      throw new EngineRefusal('Evenkeel was ended meanwhile, and the sign-in with it.', { cause: error });
    }
  };
  return {
    start: async (options) => oauthStartedSchema.parse(await ask('start', options)),
    status: async (flowId) => oauthStatusSchema.parse(await ask(`status?flowId=${encodeURIComponent(flowId)}`)),
    cancel: async (flowId) => oauthStatusSchema.parse(await ask('cancel', { flowId })),
    manualCallback: async (callback) => oauthStatusSchema.parse(await ask('manual-callback', callback)),
  };
}
