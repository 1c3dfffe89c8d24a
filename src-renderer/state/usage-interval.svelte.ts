import type { LiveEvent } from '#contract/events.ts';
import type { SettingsResponse } from '#contract/settings.ts';

interface SettingsApi {
  settings(): Promise<SettingsResponse>;
}

/** How often accounts are asked what is left, by the setting; by its default until the engine has told. */
export class UsageInterval {
  /** 0 where they are asked only when they are added. */
  ms = $state.raw(60_000);
  readonly #api: SettingsApi;

  constructor(api: SettingsApi) {
    this.#api = api;
  }

  async onEvent({ type }: Pick<LiveEvent, 'type'>): Promise<void> {
    if (type !== 'snapshot' && type !== 'settings') return;
    const { settings } = await this.#api.settings();
    const seconds = settings.find(({ key }) => key === 'usageRefreshInterval')?.value;
    if (typeof seconds === 'number') this.ms = seconds * 1000;
  }
}
