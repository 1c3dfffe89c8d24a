import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import { doctorReportSchema } from '#contract/diagnostics.ts';

import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';

describe('evenkeel doctor', { timeout: 90_000 }, () => {
  it('without an engine tests what it can, says so as JSON, and makes no folder', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const { code, stdout } = await stage.finish(['doctor', '--json']);
    const { running, run, settings } = doctorReportSchema.parse(JSON.parse(stdout));
    expect([code, running]).toEqual([0, null]);
    expect(run.results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(run.results.find(({ id }) => id === 'data.folder')?.verdict).toBe('not_applicable');
    expect(settings.find(({ key }) => key === 'vault')).toMatchObject({ source: 'environment' });
    await expect(readFile(join(stage.dataDir, 'evenkeel.db'))).rejects.toThrow('ENOENT');
  });

  it('exits 1 when a test fails, and says what to do', async () => {
    await using stage = await startCliStage();
    const { code, stdout } = await stage.finish(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}The upstream can be reached: 127\.0\.0\.1:9 did not answer[^]*What to do: /);
  });

  it('S50: lets the running engine test itself, and writes the bundle to a new file', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    await stage.run(['serve']).listening();
    const path = join(stage.home, 'bundle.zip');
    const { code, stdout } = await stage.finish(['doctor', '--bundle', path]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ok +Streams pass piece by piece[^]*requests\.json/)]);
    const files = unzipSync(await readFile(path));
    expect(Buffer.from(files['log.txt'] ?? []).toString()).toContain('Listening');
    expect(Buffer.from(files['settings.json'] ?? []).toString()).not.toContain(stage.home);
    const again = await stage.finish(['doctor', '--bundle', path]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
  });
});
