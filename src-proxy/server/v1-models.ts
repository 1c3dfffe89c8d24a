import type { Request, Response } from 'express';

import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { CatalogueView, ModelCatalogue } from '../accounts/models/model-catalogue.ts';
import { nearNames } from '../accounts/models/near-names.ts';
import { Refusal } from '../contract/refusal.ts';
import { grantOf } from '../ingress/key-grant.ts';
import { readModelName } from '../ingress/model-name.ts';
import { codexModels, knownModels, openaiModel, openaiModels } from '../ingress/models-list.ts';
import { sourceEntries } from '../ingress/source-models.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { Source } from '../sources/source.ts';
import type { SourceBook } from '../sources/source-book.ts';
import { requestIdOf } from './request-id.ts';

export interface V1ModelPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly catalogue: Pick<ModelCatalogue, 'view' | 'fresh' | 'verdictOn'>;
  readonly keys: Pick<KeyBook, 'find'>;
  readonly sources: Pick<SourceBook, 'enabled'>;
}

/** The models, as far as whoever asks may ask for them. */
export class V1Models {
  readonly #ports: V1ModelPorts;

  constructor(ports: V1ModelPorts) {
    this.#ports = ports;
  }

  /** What is known now, to read a model's name by. */
  known(request: Request): ReturnType<typeof knownModels> {
    const known = knownModels(this.#ports.catalogue.view(this.#accountsFor(request)));
    const names = this.#sourceNames(request);
    return { ...known, isListed: (name) => names.includes(name) || known.isListed(name) };
  }

  /** @throws Refusal `model_not_found` when no source has it, and every account that may serve was asked of late and has none */
  async refuseUnserved(request: Request, asked: string): Promise<void> {
    // A key may ask for one model whatever is asked of it.
    const model = this.#keyOf(request)?.enforcedModel ?? asked;
    const names = this.#sourceNames(request);
    if (names.includes(model)) return;
    const verdict = await this.#ports.catalogue.verdictOn(model, this.#accountsFor(request));
    if (verdict.kind === 'unserved') throw notFound(model, [...verdict.near, ...nearNames(model, names)]);
  }

  /** `GET /v1/models`; with a `client_version` in the form of Codex clients. An empty one asks for nothing. */
  readonly list = async (request: Request, response: Response): Promise<void> => {
    const view = await this.#viewFor(request);
    const version = request.query['client_version'];
    const isCodex = typeof version === 'string' && version !== '';
    this.#send(request, response, view, isCodex ? codexModels(view) : openaiModels(view));
  };

  /** Whether the upstream's own list is not the one for whoever asks: some models are kept from them, or sources have more. */
  isLimited(request: Request): boolean {
    return this.#namesFor(request) !== null || this.#sourceNames(request).length > 0;
  }

  /** `GET /backend-api/codex/models` where it is not the upstream's own list. */
  readonly listForCodex = async (request: Request, response: Response): Promise<void> => {
    const view = await this.#viewFor(request);
    this.#send(request, response, view, codexModels(view));
  };

  /** `GET /v1/models/{id}`, also for a name with wishes in it. */
  readonly one = async (request: Request, response: Response): Promise<void> => {
    const view = await this.#viewFor(request);
    const id = String(request.params['id']);
    const { model: slug } = readModelName(id, knownModels(view));
    const found = view.models.find((model) => model.slug === slug);
    if (found === undefined) {
      const names = view.models.map((model) => model.slug);
      throw notFound(id, nearNames(id, names));
    }
    this.#send(request, response, view, openaiModel(found, id));
  };

  #send(request: Request, response: Response, { isFresh, asOfMs }: CatalogueView, body: object): void {
    response.set({ 'x-request-id': requestIdOf(request), 'cache-control': 'no-store' });
    if (!isFresh && asOfMs !== null) response.set('x-evenkeel-models-as-of', new Date(asOfMs).toISOString());
    response.json(body);
  }

  async #viewFor(request: Request): Promise<CatalogueView> {
    const accounts = this.#accountsFor(request);
    const view = this.#withSources(request, await this.#ports.catalogue.fresh(accounts));
    if (view.models.length === 0) throw nothingKnown(accounts);
    const names = this.#namesFor(request);
    if (names === null) return view;
    const known = knownModels(view);
    const slugs = new Set(names.map((name) => readModelName(name, known).model));
    return { ...view, models: view.models.filter(({ slug }) => slugs.has(slug)) };
  }

  /** The names that the key allows; `null` where it allows all. */
  #namesFor(request: Request): readonly string[] | null {
    const key = this.#keyOf(request);
    if (key?.enforcedModel != null) return [key.enforcedModel];
    return key === null || key.allowedModels.length === 0 ? null : key.allowedModels;
  }

  /** Without an account there is nobody who could know more than the sources. */
  #withSources(request: Request, view: CatalogueView): CatalogueView {
    const entries = sourceEntries(this.#sourcesFor(request), view.models);
    if (entries.length === 0) return view;
    const isFresh = view.isFresh || this.#accountsFor(request).length === 0;
    return { ...view, models: [...view.models, ...entries], isFresh };
  }

  #sourceNames(request: Request): string[] {
    return sourceEntries(this.#sourcesFor(request), []).map(({ slug }) => slug);
  }

  #sourcesFor(request: Request): Source[] {
    const assigned = this.#keyOf(request)?.assignedSourceIds ?? [];
    const enabled = this.#ports.sources.enabled();
    return assigned.length === 0 ? enabled : enabled.filter(({ id }) => assigned.includes(id));
  }

  #accountsFor(request: Request): Account[] {
    const assigned = this.#keyOf(request)?.assignedAccountIds ?? [];
    const all = [...this.#ports.book.all()];
    return assigned.length === 0 ? all : all.filter(({ id }) => assigned.includes(id));
  }

  #keyOf(request: Request) {
    const grant = grantOf(request);
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
  return new Refusal('models_unknown', 'No account has told its models yet. Try again in a moment.', {
    headers: { 'retry-after': '30' },
  });
}
