import { describe, expect, it } from 'vitest';

import type { SettingsResponse } from '#contract/settings.ts';
import { UsageInterval } from './usage-interval.svelte.ts';

describe('how often accounts are asked what is left', () => {
  it('is what the setting says, whenever it changes', async () => {
    let value = 300;
    let asked = 0;
    const interval = new UsageInterval({
      settings: () => {
        asked += 1;
        return Promise.resolve({ version: 1, settings: [{ key: 'usageRefreshInterval', value }] } as SettingsResponse);
      },
    });
    expect(interval.ms).toBe(60_000);
    await interval.onEvent({ type: 'snapshot' });
    expect(interval.ms).toBe(300_000);
    value = 0;
    await interval.onEvent({ type: 'account' });
    expect(interval.ms).toBe(300_000);
    await interval.onEvent({ type: 'settings' });
    expect([interval.ms, asked]).toEqual([0, 2]);
  });
});
