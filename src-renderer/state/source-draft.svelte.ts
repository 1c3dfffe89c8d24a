import type {
  ModelSourceCandidate,
  ModelSourceCreate,
  ModelSourceSummary,
  ModelSourceUpdate,
  SourceAbility,
  SourceModel,
} from '#contract/model-sources.ts';

import { messages } from '../i18n/messages.ts';
import { dollarsOf, modelDraftOf, modelOf, type ModelDraft } from './source-model-draft.ts';

const t = messages.sources.editor;
const microUsd = 1_000_000;
/** As many names as are filled in at once; of more, a person picks. */
const mostFilledIn = 40;

/** What is wrong, by field. `models` is by line. */
export interface SourceProblems {
  name?: string;
  baseUrl?: string;
  apiKey?: string;
  abilities?: string;
  timeoutSeconds?: string;
  maxConcurrency?: string;
  monthlyCeilingMicroUsd?: string;
  models?: Record<number, string>;
}

type Fields = Required<Omit<ModelSourceCreate, 'apiKey' | 'isEnabled'>>;

/** A source as it is typed: a new one, or what is to change about one. */
export class SourceDraft {
  name = $state('');
  baseUrl = $state('');
  /** Never filled in from the engine, which does not tell it. */
  key = $state('');
  forgetsKey = $state(false);
  abilities = $state<SourceAbility[]>(['chat_completions']);
  timeoutSeconds = $state('120');
  maxConcurrency = $state('16');
  isOverflow = $state(false);
  /** In dollars; empty for none. */
  ceiling = $state('');
  models = $state<ModelDraft[]>([]);
  /** What the source was asked and listed, for the fields of names. */
  known = $state.raw<readonly string[]>([]);
  problems = $state.raw<SourceProblems>({});
  /** `null` for a new one. */
  readonly source: ModelSourceSummary | null;
  #nextModelId = 0;

  constructor(source: ModelSourceSummary | null) {
    this.source = source;
    if (source === null) return;
    this.name = source.name;
    this.baseUrl = source.baseUrl;
    this.abilities = [...source.abilities];
    this.timeoutSeconds = String(source.timeoutSeconds);
    this.maxConcurrency = String(source.maxConcurrency);
    this.isOverflow = source.isOverflow;
    this.ceiling = source.monthlyCeilingMicroUsd === null ? '' : String(source.monthlyCeilingMicroUsd / microUsd);
    this.models = source.models.map((model) => modelDraftOf(this.#nextModelId++, model));
  }

  addModel(model: string = ''): void {
    this.models.push(modelDraftOf(this.#nextModelId++, { model }));
  }

  removeModel(id: number): void {
    this.models = this.models.filter((model) => model.id !== id);
  }

  /** Fills in the names that are not there yet; of many, leaves the choice. Returns how many were filled in. */
  takeNames(names: readonly string[]): number {
    this.known = names;
    this.models = this.models.filter((model) => modelOf(model) !== null);
    const there = new Set(this.models.flatMap(({ model, upstreamModel }) => [model.trim(), upstreamModel.trim()]));
    const fresh = names.filter((name) => !there.has(name));
    if (fresh.length > mostFilledIn) return 0;
    for (const name of fresh) this.addModel(name);
    return fresh.length;
  }

  /** What to ask the source with; the address may be wrong, which the engine says. */
  candidate(): ModelSourceCandidate {
    const key = this.key.trim();
    return {
      baseUrl: this.baseUrl.trim(),
      ...(key === '' ? (this.forgetsKey ? { apiKey: null } : {}) : { apiKey: key }),
      ...(this.source === null ? {} : { sourceId: this.source.id }),
    };
  }

  /** What would make a new source; `null` where something is wrong, which `problems` then says. */
  wanted(): ModelSourceCreate | null {
    const fields = this.#read();
    const key = this.key.trim();
    return fields === null ? null : { ...fields, ...(key === '' ? {} : { apiKey: key }) };
  }

  /** Only what differs from the source; `null` where something is wrong. */
  change(): ModelSourceUpdate | null {
    const fields = this.#read();
    if (fields === null) return null;
    const before = (this.source === null ? null : new SourceDraft(this.source).#read()) ?? ({} as Partial<Fields>);
    const changed = Object.entries(fields).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Fields]),
    );
    const key = this.key.trim();
    const keyChange = key === '' ? (this.forgetsKey ? { apiKey: null } : {}) : { apiKey: key };
    return { ...Object.fromEntries(changed), ...keyChange };
  }

  #read(): Fields | null {
    const problems: SourceProblems = {};
    const name = this.name.trim();
    if (name === '') problems.name = t.needsName;
    const baseUrl = this.baseUrl.trim();
    if (!/^https?:\/\/[^\s/]/i.test(baseUrl)) problems.baseUrl = t.needsUrl;
    if (/[^\x21-\x7e]/.test(this.key.trim())) problems.apiKey = t.needsPlainKey;
    if (this.abilities.length === 0) problems.abilities = t.needsAbility;
    const timeoutSeconds = wholeNumber(this.timeoutSeconds, 3600);
    if (timeoutSeconds === null) problems.timeoutSeconds = t.needsNumber('3,600');
    const maxConcurrency = wholeNumber(this.maxConcurrency, 1000);
    if (maxConcurrency === null) problems.maxConcurrency = t.needsNumber('1,000');
    const dollars = dollarsOf(this.ceiling);
    if (dollars === undefined) problems.monthlyCeilingMicroUsd = t.needsDollars;
    const models = this.#readModels(problems);
    this.problems = problems;
    if (Object.keys(problems).length > 0 || timeoutSeconds === null || maxConcurrency === null) return null;
    return {
      name,
      baseUrl,
      abilities: [...this.abilities],
      timeoutSeconds,
      maxConcurrency,
      isOverflow: this.isOverflow,
      monthlyCeilingMicroUsd: dollars == null ? null : Math.round(dollars * microUsd),
      models,
    };
  }

  #readModels(problems: SourceProblems): SourceModel[] {
    const seen = new Set<string>();
    return this.models.flatMap((draft) => {
      const read = modelOf(draft);
      if (read === null) return [];
      const problem =
        'problem' in read ? read.problem : seen.has(read.model.model) ? t.needsOnce(read.model.model) : null;
      if (problem !== null) problems.models = { ...problems.models, [draft.id]: problem };
      if ('problem' in read) return [];
      seen.add(read.model.model);
      return [read.model];
    });
  }
}

function wholeNumber(text: string, most: number): number | null {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : 0;
  return value >= 1 && value <= most ? value : null;
}
