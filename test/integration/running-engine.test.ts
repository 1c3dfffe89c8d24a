import { describe, expect, it } from 'vitest';

import { findRunningEngine } from '../../src-proxy/running-engine.ts';
import { startStage } from './harness.ts';

describe('a command finds the engine that has the data folder open', () => {
  it('in whichever shell it runs, and not once it has stopped', async () => {
    await using stage = await startStage({ accounts: [] });
    expect(await findRunningEngine(stage.dataDir)).toBe(stage.origin);
    await stage.engine.stop();
    expect(await findRunningEngine(stage.dataDir)).toBeNull();
  });
});
