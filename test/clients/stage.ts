import { startEvenkeel } from '../fakes/running-evenkeel.ts';
import type { RunningEvenkeel } from '../fakes/running-evenkeel.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import type { FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';

/** A fake upstream, an Evenkeel in front of it, and two accounts that it knows. */
export interface Stage extends AsyncDisposable {
  readonly upstream: FakeUpstream;
  readonly evenkeel: RunningEvenkeel;
  /** Has the most left, so a new conversation begins here. */
  readonly first: FakeAccount;
  readonly second: FakeAccount;
}

export interface StageOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly enforceEncryptedContent?: boolean;
  /** `false`: the upstream declines WebSockets. */
  readonly webSockets?: boolean;
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const { env = {}, enforceEncryptedContent = false, webSockets = true } = options;
  const upstream = await startFakeUpstream({ enforceEncryptedContent, webSockets });
  const first = upstream.addAccount({ id: 'acc-a', usage: usualUsageOf(0, 0) });
  const second = upstream.addAccount({ id: 'acc-b', usage: usualUsageOf(60, 60) });
  const evenkeel = await startEvenkeel({ upstream, env }).catch(async (error: unknown) => {
    await upstream.close();
    throw error;
  });

  async function strike(): Promise<void> {
    try {
      await evenkeel.stop();
    } finally {
      await upstream.close();
    }
  }

  try {
    await evenkeel.importAuthFiles([first.authFile(), second.authFile()]);
    // Until it has asked what is left, the choice between the two is open.
    await evenkeel.waitForAccounts(
      (accounts) => accounts.length === 2 && accounts.every((account) => account.usageRefreshedAt !== null),
    );
  } catch (error) {
    await strike();
    throw error;
  }
  return { upstream, evenkeel, first, second, [Symbol.asyncDispose]: strike };
}

/** Which accounts the turns went to, in order. */
export function accountsOfTurns(upstream: FakeUpstream): (string | null)[] {
  return upstream.turns().map((turn) => turn.accountId);
}
