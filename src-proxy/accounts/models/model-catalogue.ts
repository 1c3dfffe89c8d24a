import type { Clock, Logger } from '../../ports.ts';
import type { ListedModel, ModelsEndpoint, ModelsReport } from '../../providers/provider.ts';
import type { KeptModels, ModelsFile } from '../../storage/models-file.ts';
import type { Account } from '../account.ts';
import type { AccountBook } from '../account-book.ts';
import type { TokenKeeper } from '../token-keeper.ts';
import { nearNames } from './near-names.ts';

export interface ModelCataloguePorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly tokens: Pick<TokenKeeper, 'accessToken' | 'renewRefused'>;
  readonly endpoint: ModelsEndpoint;
  readonly file: ModelsFile;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is known of the models that some accounts may ask. */
export interface CatalogueView {
  /** Each once, as the account first in the book lists it. */
  readonly models: readonly ListedModel[];
  /** False while an account that can serve has not been asked within the last minutes. */
  readonly isFresh: boolean;
  /** Of the oldest list in it; `null` where there is none. */
  readonly asOfMs: number | null;
}

export type ModelVerdict =
  /** Some account lists it, or nobody knows. */
  | { readonly kind: 'ask' }
  /** Every account was asked of late, and none lists it. */
  | { readonly kind: 'unserved'; readonly near: readonly string[] };

const freshMs = 300_000;
/** After an account failed to tell. */
const pauseMs = 30_000;
const askedAtOnce = 4;
/** How long a request for a model that nobody is known to have waits for a newer list. */
const patienceMs = 2000;

/** Who can serve at all; the others are not asked, and what they once listed serves nobody. */
function canServe({ status, tokens }: Account): boolean {
  return tokens !== null && (status === 'active' || status === 'rate_limited' || status === 'quota_exceeded');
}

/**
 * The models of each account, asked for when somebody wants to know and the last answer is older than five minutes. Kept on
 * disk, so that a start has something to say; what is old is marked so, and refuses nobody.
 */
export class ModelCatalogue {
  readonly #ports: ModelCataloguePorts;
  #lists: KeptModels;
  readonly #failedAtMs = new Map<string, number>();
  #running: Promise<void> | null = null;

  private constructor(ports: ModelCataloguePorts, lists: KeptModels) {
    this.#ports = ports;
    this.#lists = lists;
  }

  static async open(ports: ModelCataloguePorts): Promise<ModelCatalogue> {
    return new ModelCatalogue(ports, await ports.file.read());
  }

  /** What is known by now; asks nobody. */
  view(accounts: readonly Account[] = this.#ports.book.all()): CatalogueView {
    const nowMs = this.#ports.clock.nowMs();
    const serving = accounts.filter(canServe);
    const models = new Map<string, ListedModel>();
    let asOfMs: number | null = null;
    for (const { id } of serving) {
      const list = this.#lists[id];
      if (list === undefined) continue;
      asOfMs = Math.min(asOfMs ?? list.fetchedAtMs, list.fetchedAtMs);
      for (const model of list.models) if (!models.has(model.slug)) models.set(model.slug, model);
    }
    const isFresh = serving.length > 0 && serving.every((account) => !this.#isOld(account, nowMs));
    return { models: [...models.values()], isFresh, asOfMs };
  }

  /** The same, after whoever has not been asked of late was asked. */
  async fresh(accounts?: readonly Account[]): Promise<CatalogueView> {
    await this.#refresh();
    return this.view(accounts);
  }

  /** Whether it is of any use to ask for this model. A model that is known costs no time. */
  async verdictOn(model: string, accounts?: readonly Account[]): Promise<ModelVerdict> {
    if (isListed(this.view(accounts), model)) {
      this.#refresh().catch((error: unknown) => this.#ports.logger.error('Models could not be kept', { error }));
      return { kind: 'ask' };
    }
    const patience = new AbortController();
    await Promise.race([
      this.#refresh().finally(() => patience.abort()),
      this.#ports.clock.sleep(patienceMs, patience.signal).catch(() => undefined),
    ]);
    const view = this.view(accounts);
    if (!view.isFresh || isListed(view, model)) return { kind: 'ask' };
    const names = view.models.filter(isShown).map(({ slug }) => slug);
    return { kind: 'unserved', near: nearNames(model, names) };
  }

  /** Whether none of these accounts has the model. Of those that cannot serve now, the last list says so, however old. */
  async isForeign(model: string, accounts: readonly Account[]): Promise<boolean> {
    if (accounts.some(canServe)) return (await this.verdictOn(model, accounts)).kind === 'unserved';
    return accounts.every(({ id }) => {
      const list = this.#lists[id];
      return list !== undefined && list.models.every(({ slug }) => slug !== model);
    });
  }

  /** Waits for what is being asked, but not for long. */
  async stop(): Promise<void> {
    if (this.#running === null) return;
    const patience = new AbortController();
    const patient = this.#ports.clock.sleep(1000, patience.signal).catch(() => undefined);
    await Promise.race([this.#running.catch(() => undefined).finally(() => patience.abort()), patient]);
  }

  /** Once for everybody who asks meanwhile. */
  #refresh(): Promise<void> {
    this.#running ??= this.#askAll().finally(() => (this.#running = null));
    return this.#running;
  }

  async #askAll(): Promise<void> {
    const { book, clock, file, logger } = this.#ports;
    const nowMs = clock.nowMs();
    const due = book
      .all()
      .filter((account) => canServe(account) && this.#isOld(account, nowMs) && !this.#failedOfLate(account, nowMs));
    if (due.length === 0) return;
    const queue = due.values();
    const ask = async (): Promise<void> => {
      for (const account of queue) this.#note(account, await this.#ask(account));
    };
    await Promise.all(Array.from({ length: Math.min(askedAtOnce, due.length) }, ask));
    const known = new Set(book.all().map(({ id }) => id));
    this.#lists = Object.fromEntries(Object.entries(this.#lists).filter(([id]) => known.has(id)));
    await file.write(this.#lists).catch((error: unknown) => logger.warn('The models could not be kept', { error }));
  }

  async #ask(account: Account): Promise<ModelsReport> {
    const { tokens, endpoint } = this.#ports;
    const { chatgptAccountId } = account.record;
    const token = await tokens.accessToken(account);
    if (token.kind === 'failed') return token;
    const report = await endpoint.fetchModels(token.accessToken, chatgptAccountId, account.id);
    if (report.kind === 'listed' || report.failure.class !== 'unauthorized') return report;
    const renewed = await tokens.renewRefused(account, token.accessToken);
    if (renewed.kind === 'failed') return renewed;
    return await endpoint.fetchModels(renewed.accessToken, chatgptAccountId, account.id);
  }

  #note({ id }: Account, report: ModelsReport): void {
    const { clock, logger } = this.#ports;
    if (report.kind === 'listed') {
      this.#failedAtMs.delete(id);
      this.#lists = { ...this.#lists, [id]: { fetchedAtMs: clock.nowMs(), models: [...report.models] } };
      return;
    }
    this.#failedAtMs.set(id, clock.nowMs());
    logger.warn('An account did not list its models', { accountId: id, code: report.failure.code });
  }

  #isOld({ id }: Account, nowMs: number): boolean {
    const list = this.#lists[id];
    // A list from the future was written by a clock that has been set back since.
    return list === undefined || list.fetchedAtMs > nowMs || nowMs - list.fetchedAtMs >= freshMs;
  }

  #failedOfLate({ id }: Account, nowMs: number): boolean {
    const failedAtMs = this.#failedAtMs.get(id);
    return failedAtMs !== undefined && nowMs - failedAtMs < pauseMs && failedAtMs <= nowMs;
  }
}

function isListed({ models }: CatalogueView, model: string): boolean {
  return models.some(({ slug }) => slug === model);
}

/** Some models are served and not offered. */
export function isShown({ visibility }: ListedModel): boolean {
  return visibility !== 'hide' && visibility !== 'none';
}
