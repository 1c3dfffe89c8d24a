import type { Request, Response } from 'express';

import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import { isForClient, readClientVersion } from '../accounts/models/client-version.ts';
import type { CatalogueView, ModelCatalogue } from '../accounts/models/model-catalogue.ts';
import { nearNames } from '../accounts/models/near-names.ts';
import { readModelAliases } from '../contract/model-aliases.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import { grantOf } from '../ingress/key-grant.ts';
import { readModelName, type KnownModels } from '../ingress/model-name.ts';
import { aliasEntries, codexModels, knownModels, openaiModel, openaiModels } from '../ingress/models-list.ts';
import { refuseUnknownLevel, type StatedLevel } from '../ingress/reasoning-levels.ts';
import { sourceEntries } from '../ingress/source-models.ts';
import type { KeyGrant } from '../keys/api-key.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { Clock } from '../ports.ts';
import type { Source } from '../sources/source.ts';
import type { SourceBook } from '../sources/source-book.ts';
import { isNamedIn, ModelsEtags } from './models-etag.ts';
import { requestIdOf } from './request-id.ts';

export interface V1ModelPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly catalogue: Pick<ModelCatalogue, 'view' | 'fresh' | 'verdictOn' | 'soon' | 'lastKnown' | 'noteClient'>;
  readonly keys: Pick<KeyBook, 'find'>;
  readonly sources: Pick<SourceBook, 'enabled'>;
  readonly settings: () => Pick<Settings, 'modelAliases'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** The models, as far as whoever asks may ask for them. */
export class V1Models {
  readonly #ports: V1ModelPorts;
  readonly #etags: ModelsEtags;
  #aliases: { readonly text: string; readonly read: ReadonlyMap<string, string> } = { text: '', read: new Map() };

  constructor(ports: V1ModelPorts) {
    this.#ports = ports;
    this.#etags = new ModelsEtags(ports.clock);
  }

  /** What is known now, to read a model's name by. */
  known(request: Request): KnownModels {
    const known = knownModels(this.#ports.catalogue.view(this.#accountsFor(grantOf(request))));
    const names = this.#sourceNames(grantOf(request));
    return { ...this.#named(known), isListed: (name) => names.includes(name) || known.isListed(name) };
  }

  /** @throws Refusal `model_not_found` when no source has it, and every account that may serve was asked of late and has none */
  async refuseUnserved(request: Request, asked: string): Promise<void> {
    // A key may ask for one model whatever is asked of it.
    const model = this.#keyOf(grantOf(request))?.enforcedModel ?? asked;
    const names = this.#sourceNames(grantOf(request));
    if (names.includes(model)) return;
    const verdict = await this.#ports.catalogue.verdictOn(model, this.#accountsFor(grantOf(request)));
    if (verdict.kind === 'unserved') throw notFound(model, [...verdict.near, ...nearNames(model, names)]);
  }

  /** @throws Refusal where the model cannot be told to think as hard as is asked */
  refuseUnknownEffort(request: Request, asked: string, effort: StatedLevel | null): void {
    const key = this.#keyOf(grantOf(request));
    // What the key says goes before what the program does.
    if (key?.enforcedReasoningEffort != null) return;
    const model = key?.enforcedModel ?? asked;
    refuseUnknownLevel(effort, model, this.known(request).effortsOf(model));
  }

  /** `GET /v1/models`; with a `client_version` in the form of Codex clients. An empty one asks for nothing. */
  readonly list = async (request: Request, response: Response): Promise<void> => {
    const version = request.query['client_version'];
    if (typeof version === 'string' && version !== '') return await this.listForCodex(request, response);
    const view = await this.#viewFor(request);
    this.#send(request, response, view, openaiModels(view, aliasEntries(view, this.#aliasesNow())));
  };

  /**
   * `GET /backend-api/codex/models`: what the pool has, each entry as the upstream gave it. One list for as long as nothing
   * in it changes, whichever account answers meanwhile: its ETag says so, and so does `x-models-etag` on every answer.
   */
  readonly listForCodex = async (request: Request, response: Response): Promise<void> => {
    const { catalogue } = this.#ports;
    const version = readClientVersion(request.query['client_version']);
    if (version !== null) catalogue.noteClient(version);
    const grant = grantOf(request);
    const view = this.#given(grant, await catalogue.soon(this.#accountsFor(grant)));
    const etag = this.#etags.note(grant, view.models);
    response.set('etag', etag);
    if (isNamedIn(request.headers['if-none-match'], etag)) {
      response.set('x-request-id', requestIdOf(request)).status(304).end();
      return;
    }
    const models = view.models.filter((model) => isForClient(model, version));
    this.#send(request, response, view, codexModels({ ...view, models }));
  };

  /** The ETag of that list; `null` while nothing is known. */
  etagFor(grant: KeyGrant | null): string | null {
    return this.#etags.of(grant, () => {
      const known = this.#ports.catalogue.lastKnown(this.#accountsFor(grant));
      return this.#allowed(grant, this.#withSources(grant, known));
    });
  }

  /** `GET /v1/models/{id}`, also for a name with wishes in it. */
  readonly one = async (request: Request, response: Response): Promise<void> => {
    const view = await this.#viewFor(request);
    const id = String(request.params['id']);
    const { model: slug } = readModelName(id, this.#named(knownModels(view)));
    const found = view.models.find((model) => model.slug === slug);
    if (found === undefined) {
      const names = view.models.map((model) => model.slug);
      throw notFound(id, nearNames(id, names));
    }
    this.#send(request, response, view, openaiModel(found, id));
  };

  #named(known: KnownModels): KnownModels {
    const aliases = this.#aliasesNow();
    return aliases.size === 0 ? known : { ...known, aliasOf: (name) => aliases.get(name) ?? null };
  }

  #aliasesNow(): ReadonlyMap<string, string> {
    const { modelAliases: text } = this.#ports.settings();
    if (text !== this.#aliases.text) this.#aliases = { text, read: readModelAliases(text) ?? new Map() };
    return this.#aliases.read;
  }

  #send(request: Request, response: Response, { isFresh, asOfMs }: CatalogueView, body: object): void {
    response.set({ 'x-request-id': requestIdOf(request), 'cache-control': 'no-store' });
    if (!isFresh && asOfMs !== null) response.set('x-evenkeel-models-as-of', new Date(asOfMs).toISOString());
    response.json(body);
  }

  async #viewFor(request: Request): Promise<CatalogueView> {
    const grant = grantOf(request);
    return this.#given(grant, await this.#ports.catalogue.fresh(this.#accountsFor(grant)));
  }

  /** @throws Refusal where nothing at all is known */
  #given(grant: KeyGrant | null, known: CatalogueView): CatalogueView {
    const view = this.#withSources(grant, known);
    if (view.models.length === 0) throw nothingKnown(this.#accountsFor(grant));
    return { ...view, models: this.#allowed(grant, view) };
  }

  #allowed(grant: KeyGrant | null, view: CatalogueView): CatalogueView['models'] {
    const names = this.#namesFor(grant);
    if (names === null) return view.models;
    const known = knownModels(view);
    const slugs = new Set(names.map((name) => readModelName(name, known).model));
    return view.models.filter(({ slug }) => slugs.has(slug));
  }

  /** The names that the key allows; `null` where it allows all. */
  #namesFor(grant: KeyGrant | null): readonly string[] | null {
    const key = this.#keyOf(grant);
    if (key?.enforcedModel != null) return [key.enforcedModel];
    return key === null || key.allowedModels.length === 0 ? null : key.allowedModels;
  }

  /** Without an account there is nobody who could know more than the sources. */
  #withSources(grant: KeyGrant | null, view: CatalogueView): CatalogueView {
    const entries = sourceEntries(this.#sourcesFor(grant), view.models);
    if (entries.length === 0) return view;
    const isFresh = view.isFresh || this.#accountsFor(grant).length === 0;
    return { ...view, models: [...view.models, ...entries], isFresh };
  }

  #sourceNames(grant: KeyGrant | null): string[] {
    return sourceEntries(this.#sourcesFor(grant), []).map(({ slug }) => slug);
  }

  #sourcesFor(grant: KeyGrant | null): Source[] {
    const assigned = this.#keyOf(grant)?.assignedSourceIds ?? [];
    const enabled = this.#ports.sources.enabled();
    return assigned.length === 0 ? enabled : enabled.filter(({ id }) => assigned.includes(id));
  }

  #accountsFor(grant: KeyGrant | null): Account[] {
    const assigned = this.#keyOf(grant)?.assignedAccountIds ?? [];
    const all = [...this.#ports.book.all()];
    return assigned.length === 0 ? all : all.filter(({ id }) => assigned.includes(id));
  }

  #keyOf(grant: KeyGrant | null) {
    return grant === null ? null : (this.#ports.keys.find(grant)?.record ?? null);
  }
}

function notFound(model: string, near: readonly string[]): Refusal {
  const hint = near.length === 0 ? '' : ` Near it are: ${near.join(', ')}.`;
  return new Refusal('model_not_found', `No account here has the model "${model.slice(0, 100)}".${hint}`, {
    fields: { param: 'model' },
  });
}

function nothingKnown(accounts: readonly Account[]): Refusal {
  if (accounts.length === 0)
    return new Refusal(
      'no_accounts',
      'There is no account yet whose models could be listed. Add one in the dashboard.',
    );
  const askable = accounts.filter(({ status }) => askableStatuses.has(status));
  if (askable.length === 0)
    return new Refusal(
      'models_unknown',
      'No account can be asked for its models: every one is paused or needs a sign-in. Resume one in the dashboard, or sign in again.',
    );
  return new Refusal('models_unknown', 'No account has told its models yet. Try again in a moment.', {
    headers: { 'retry-after': '30' },
  });
}

const askableStatuses: ReadonlySet<Account['status']> = new Set(['active', 'rate_limited', 'quota_exceeded']);
