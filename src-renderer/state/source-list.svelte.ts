import type {
  ModelSourceCandidate,
  ModelSourceCreate,
  ModelSourceSummary,
  ModelSourceTest,
  ModelSourceUpdate,
} from '#contract/model-sources.ts';

import type { SourcesApi } from '../connection/sources-api.ts';

/** The sources as the engine lists them, oldest first. Every change is followed by a fresh list; changes reject with an `ApiError`. */
export class SourceList {
  /** `null` until the engine has told. */
  sources = $state.raw<readonly ModelSourceSummary[] | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: SourcesApi;
  #run = 0;

  constructor(api: SourcesApi) {
    this.#api = api;
  }

  async reload(): Promise<void> {
    const run = ++this.#run;
    try {
      const sources = await this.#api.sources();
      if (run !== this.#run) return;
      this.sources = sources;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }

  async create(wanted: ModelSourceCreate): Promise<void> {
    await this.#changed(this.#api.createSource(wanted));
  }

  async update(sourceId: string, change: ModelSourceUpdate): Promise<void> {
    await this.#changed(this.#api.updateSource(sourceId, change));
  }

  async remove(sourceId: string): Promise<void> {
    await this.#changed(this.#api.deleteSource(sourceId));
  }

  async test(sourceId: string): Promise<ModelSourceTest> {
    return await this.#api.testSource(sourceId);
  }

  async testCandidate(candidate: ModelSourceCandidate): Promise<ModelSourceTest> {
    return await this.#api.testCandidate(candidate);
  }

  /** Also after a refusal: it may be because the list is out of date. */
  async #changed(change: Promise<unknown>): Promise<void> {
    try {
      await change;
    } finally {
      await this.reload();
    }
  }
}
