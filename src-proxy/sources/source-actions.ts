import type { AuditActor } from '../contract/audit.ts';
import type { ModelSourceActions, ModelSourceSummary, ModelSourceTest } from '../contract/model-sources.ts';
import { toRefusal } from '../contract/refusal.ts';
import type { Said } from '../contract/said.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import { redact } from '../observe/redact.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import type { AskModelsOptions } from './ask-models.ts';
import type { SourceBook } from './source-book.ts';

export interface SourceActionPorts {
  readonly book: SourceBook;
  readonly store: Pick<Store, 'appendAudit'>;
  readonly events: Pick<LiveEvents, 'publish'>;
  readonly clock: Clock;
  readonly ask: (place: Pick<AskModelsOptions, 'baseUrl' | 'key'>) => Promise<ModelSourceTest>;
}

/** What an owner does with sources, each change with its line in the audit log and its live event. */
export function createSourceActions({ book, store, events, clock, ask }: SourceActionPorts): ModelSourceActions {
  const note = async (
    action: string,
    actor: AuditActor,
    { id, name, baseUrl }: ModelSourceSummary,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> => {
    // What has changed is to be seen also where the line in the log cannot be written.
    events.publish({ type: 'sources' });
    const detail = { name, baseUrl, ...more };
    await store.appendAudit({ atMs: clock.nowMs(), actor, action: `model_source.${action}`, target: id, detail });
  };

  return {
    list: () => book.list(),
    async create(wanted, actor) {
      const summary = await book.create(wanted);
      await note('create', actor, summary, { hasKey: summary.hasKey });
      return summary;
    },
    async update(sourceId, change, actor) {
      const summary = await book.update(sourceId, change);
      // SECURITY: of the key it is told that it was changed, and nothing else.
      const { apiKey, ...rest } = change;
      const key = apiKey === undefined ? {} : { keyChange: apiKey === null ? 'removed' : 'replaced' };
      await note('update', actor, summary, { changed: Object.keys(change), ...rest, ...key });
      return summary;
    },
    async remove(sourceId, actor) {
      await note('delete', actor, await book.remove(sourceId));
    },
    async test(sourceId) {
      const source = book.require(sourceId);
      return await verdict(source.baseUrl, () => book.keyOf(source));
    },
    async testCandidate({ baseUrl, apiKey, sourceId }) {
      const place = book.checkedUrl(baseUrl);
      if (apiKey !== undefined || sourceId === undefined) return await verdict(place, async () => apiKey ?? null);
      return await verdict(place, () => book.keyOf({ ...book.require(sourceId), baseUrl: place }));
    },
  };

  async function verdict(baseUrl: string, keyOf: () => Promise<string | null>): Promise<ModelSourceTest> {
    try {
      const key = await keyOf();
      const result = await ask({ baseUrl, key });
      // SECURITY: a server may repeat the key, in a redirect or as the name of a model.
      const clean = (text: string): string => (key === null ? text : text.replaceAll(key, '[redacted]'));
      const message = redact(clean(result.message));
      const said = result.said === undefined ? {} : { said: cleanSaid(result.said, (text) => redact(clean(text))) };
      return { ...result, message, ...said, models: result.models.map(clean) };
    } catch (error) {
      const { code, message } = toRefusal(error);
      if (code === 'server_error') throw error;
      return { ok: false, statusCode: null, message, models: [] };
    }
  }
}

function cleanSaid({ code, facts }: Said, clean: (text: string) => string): Said {
  const cleaned = Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? clean(fact) : fact]);
  return { code, facts: Object.fromEntries(cleaned) as Said['facts'] };
}
