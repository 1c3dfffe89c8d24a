import { describe, expect, it } from 'vitest';

import type { SettingsResponse, SettingView } from '#contract/settings.ts';

import { ApiError } from '../connection/api-error.ts';
import { SettingsForm } from './settings-form.svelte.ts';

const view = (parts: Partial<SettingView>): SettingView => ({
  key: 'usageRefreshInterval',
  value: 60,
  defaultValue: 60,
  source: 'default',
  sourceName: null,
  environmentName: 'EVENKEEL_ROUTING_STRATEGY',
  effect: 'live',
  editable: true,
  title: 'Usage refresh',
  help: '',
  unit: 'seconds',
  allowed: '',
  choices: null,
  ...parts,
});

/** An engine with one setting: a value, or `null` for the default. */
function engineWith(start: number | null) {
  const engine = { version: 1, value: start };
  const answer = (): SettingsResponse => ({
    version: engine.version,
    settings: [view(engine.value === null ? {} : { value: engine.value, source: 'dashboard' })],
  });
  const api: ConstructorParameters<typeof SettingsForm>[0] = {
    settings: () => Promise.resolve(answer()),
    updateSettings: (update) => {
      if (update.expectedVersion !== engine.version) {
        return Promise.reject(new ApiError({ code: 'settings_conflict', message: '', status: 409, requestId: null }));
      }
      engine.value = (update.usageRefreshInterval ?? null) as number | null;
      engine.version += 1;
      return Promise.resolve(answer());
    },
  };
  return { engine, api };
}

describe('SettingsForm', () => {
  it('saves a value, and undo brings the default back', async () => {
    const { engine, api } = engineWith(null);
    const form = new SettingsForm(api);
    await form.load();
    await form.save('usageRefreshInterval', 90);
    expect(form.settings?.[0]).toMatchObject({ value: 90, source: 'dashboard' });
    expect(form.results.usageRefreshInterval).toEqual({ kind: 'saved', undoTo: null });
    await form.undo('usageRefreshInterval');
    expect(engine.value).toBeNull();
    expect(form.results.usageRefreshInterval).toEqual({ kind: 'undone', undoTo: 90 });
  });

  it('undo brings an own value back, and can itself be undone', async () => {
    const { engine, api } = engineWith(30);
    const form = new SettingsForm(api);
    await form.load();
    await form.save('usageRefreshInterval', null);
    await form.undo('usageRefreshInterval');
    expect(engine.value).toBe(30);
    await form.undo('usageRefreshInterval');
    expect(engine.value).toBeNull();
  });

  it('does not overwrite what was changed elsewhere, and shows it', async () => {
    const { engine, api } = engineWith(30);
    const form = new SettingsForm(api);
    await form.load();
    Object.assign(engine, { version: 5, value: 45 });
    await form.save('usageRefreshInterval', 90);
    expect(engine.value).toBe(45);
    expect(form.settings?.[0]?.value).toBe(45);
    expect(form.results.usageRefreshInterval).toEqual({ kind: 'conflict' });
  });

  it('follows a change that another window made', async () => {
    const { engine, api } = engineWith(30);
    const form = new SettingsForm(api);
    await form.load();
    Object.assign(engine, { version: 2, value: 45 });
    await form.onVersion(2);
    expect(form.settings?.[0]?.value).toBe(45);
  });

  it('a refusal stays with its setting', async () => {
    const error = new ApiError({ code: 'validation_error', message: 'No.', status: 422, requestId: 'r' });
    const form = new SettingsForm({ ...engineWith(30).api, updateSettings: () => Promise.reject(error) });
    await form.load();
    await form.save('usageRefreshInterval', -1);
    expect(form.results.usageRefreshInterval).toEqual({ kind: 'failed', error });
    expect(form.settings?.[0]?.value).toBe(30);
  });
});
