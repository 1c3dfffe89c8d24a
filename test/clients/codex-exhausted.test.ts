import { describe, expect, it } from 'vitest';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { codexConfig, makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { accountsOfTurns, setStage } from './stage.ts';

const soon = Math.floor(Date.now() / 1000) + 1800;

/** As the CLI writes it, such as "10:20 AM"; tests run it in UTC. */
function clockTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-US', { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' });
}

describe('Codex CLI 0.169.0, the whole pool is exhausted', () => {
  it('says until when after exactly one request, and the upstream is left alone from then on', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first, second } = stage;
    first.always(usageLimit({ resetsAt: soon + 3600 }));
    second.always(usageLimit({ resetsAt: soon }));
    await using home = await makeCodexHome({ config: codexConfig({ origin: evenkeel.origin }) });

    const run = await codexExec(home, ['Say hello.']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/You.ve hit your usage limit/);
    // The account that comes back first; the CLI names the day only when it is not today.
    expect(run.stderr).toMatch(new RegExp(`try again at (.*, \\d{4} )?${clockTime(soon)}`));
    expect(run.stderr).not.toMatch(/reconnect/i);
    expect(accountsOfTurns(upstream)).toEqual(['acc-a', 'acc-b']);
    expect((await evenkeel.requestLogs()).filter((entry) => entry.path.endsWith('/responses'))).toHaveLength(1);

    const again = await codexExec(home, ['Say hello.']);
    expect(again.stderr).toMatch(/You.ve hit your usage limit/);
    expect(accountsOfTurns(upstream)).toEqual(['acc-a', 'acc-b']);
    const logs = (await evenkeel.requestLogs()).filter((entry) => entry.path.endsWith('/responses'));
    expect(logs.map((entry) => [entry.statusCode, entry.errorCode])).toEqual([
      [429, 'usage_limit_reached'],
      [429, 'usage_limit_reached'],
    ]);
  });
});
