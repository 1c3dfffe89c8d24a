import type { Request, Response } from 'express';

import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { CatalogueView, ModelCatalogue } from '../accounts/models/model-catalogue.ts';
import { nearNames } from '../accounts/models/near-names.ts';
import { Refusal } from '../contract/refusal.ts';
import { grantOf } from '../ingress/key-grant.ts';
import { readModelName } from '../ingress/model-name.ts';
import { codexModels, knownModels, openaiModel, openaiModels } from '../ingress/models-list.ts';
import type { KeyBook } from '../keys/key-book.ts';
import { requestIdOf } from './request-id.ts';

export interface V1ModelPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly catalogue: Pick<ModelCatalogue, 'view' | 'fresh' | 'verdictOn'>;
  readonly keys: Pick<KeyBook, 'find'>;
}

/** The models, as far as whoever asks may ask for them. */
export class V1Models {
  readonly #ports: V1ModelPorts;

  constructor(ports: V1ModelPorts) {
    this.#ports = ports;
  }

  /** What is known now, to read a model's name by. */
  known(request: Request): ReturnType<typeof knownModels> {
    return knownModels(this.#ports.catalogue.view(this.#accountsFor(request)));
  }

  /** @throws Refusal `model_not_found` when every account that may serve was asked of late and none has it */
  async refuseUnserved(request: Request, asked: string): Promise<void> {
    // A key may ask for one model whatever is asked of it.
    const model = this.#keyOf(request)?.enforcedModel ?? asked;
    const verdict = await this.#ports.catalogue.verdictOn(model, this.#accountsFor(request));
    if (verdict.kind === 'unserved') throw notFound(model, verdict.near);
  }

  /** `GET /v1/models`; with a `client_version` in the form of Codex clients. An empty one asks for nothing. */
  readonly list = async (request: Request, response: Response): Promise<void> => {
    const view = await this.#viewFor(request);
    const version = request.query['client_version'];
    const isCodex = typeof version === 'string' && version !== '';
    this.#send(request, response, view, isCodex ? codexModels(view) : openaiModels(view));
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
    const view = await this.#ports.catalogue.fresh(accounts);
    if (view.models.length === 0) throw nothingKnown(accounts);
    const allowed = this.#keyOf(request)?.allowedModels ?? [];
    return allowed.length === 0 ? view : { ...view, models: view.models.filter(({ slug }) => allowed.includes(slug)) };
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
