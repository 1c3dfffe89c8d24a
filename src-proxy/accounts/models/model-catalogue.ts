import type { Clock, Logger } from '../../ports.ts';
import type { ListedModel, ModelsEndpoint, ModelsReport } from '../../providers/provider.ts';
import type { KeptModels, ModelsFile } from '../../storage/models-file.ts';
import type { Account } from '../account.ts';
import type { AccountBook } from '../account-book.ts';
import type { TokenKeeper } from '../token-keeper.ts';
import { isNewer, type ClientVersion } from './client-version.ts';
import { nearNames } from './near-names.ts';
import { unionOf } from './union.ts';

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
  /** Each once. */
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
/** Between two looks that somebody's doubt was worth. */
const doubtPauseMs = 60_000;
/** After an account failed to tell. */
const pauseMs = 30_000;
const askedAtOnce = 4;
/** How long whoever could be answered from an old list, or asks for a model that nobody is known to have, waits for a newer one. */
const patienceMs = 2000;
/** Without a version the upstream refuses to list: this is the newest wire form that we speak. */
const wireVersion: ClientVersion = [0, 169, 0];

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
  #doubtedAtMs: number | null = null;
  #clientVersion = wireVersion;
  /** The version that all were last asked in the name of. */
  #askedAllAs = wireVersion;
  #isStopping = false;
  /** The names in a list, by the list: they are asked for at every choice. */
  readonly #slugs = new WeakMap<readonly ListedModel[], ReadonlySet<string>>();

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
    const isFresh = serving.length > 0 && serving.every((account) => !this.#isOld(account, nowMs));
    return { ...this.#known(serving), isFresh };
  }

  /** The same; where nobody can serve, what they listed last. */
  lastKnown(accounts: readonly Account[]): CatalogueView {
    const view = this.view(accounts);
    return view.models.length > 0 ? view : { ...this.#known(accounts), isFresh: false };
  }

  #known(accounts: readonly Account[]): Pick<CatalogueView, 'models' | 'asOfMs'> {
    const lists = accounts.flatMap(({ id }) => this.#lists[id] ?? []);
    const asOfMs = lists.length === 0 ? null : Math.min(...lists.map(({ fetchedAtMs }) => fetchedAtMs));
    return { models: unionOf(lists.map(({ models }) => models)), asOfMs };
  }

  /** The last that is known: it waits long only where nothing is, and a little where it is old. */
  async soon(accounts: readonly Account[]): Promise<CatalogueView> {
    const known = this.lastKnown(accounts);
    if (known.isFresh) return known;
    await (known.models.length === 0 ? this.#refresh() : this.#refreshForAMoment());
    return this.lastKnown(accounts);
  }

  /** A program of that version asks for models. For one newer than any before, the upstream may have more to list. */
  noteClient(version: ClientVersion): void {
    if (isNewer(version, this.#clientVersion)) this.#clientVersion = version;
    this.#lookInNewName();
  }

  /** While others are being asked, or have just been, the look is put off until their answer or the next question. */
  #lookInNewName(): void {
    if (isNewer(this.#clientVersion, this.#askedAllAs)) this.lookAgain();
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
    await this.#refreshForAMoment();
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

  /** Whether its list is new and has no such model. */
  lacks(account: Account, model: string): boolean {
    return !this.#isOld(account, this.#ports.clock.nowMs()) && !this.#hasListed(account, model);
  }

  /** Whether it can serve, and had the model in its last list, however old. */
  offers(account: Account, model: string): boolean {
    return canServe(account) && this.#hasListed(account, model);
  }

  /** The upstream contradicted a list: all are asked for anew, new ones too, at most once a minute. Waits for nobody. */
  lookAgain(): void {
    const { clock, logger } = this.#ports;
    const nowMs = clock.nowMs();
    const sinceMs = this.#doubtedAtMs === null ? Infinity : nowMs - this.#doubtedAtMs;
    if (this.#isStopping || this.#running !== null || (sinceMs >= 0 && sinceMs < doubtPauseMs)) return;
    this.#doubtedAtMs = nowMs;
    this.#askedAllAs = this.#clientVersion;
    this.#refresh(() => true).catch((error: unknown) => logger.error('Models could not be kept', { error }));
  }

  /** Waits for what is being asked, but not for long. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#running === null) return;
    const patience = new AbortController();
    const patient = this.#ports.clock.sleep(1000, patience.signal).catch(() => undefined);
    await Promise.race([this.#running.catch(() => undefined).finally(() => patience.abort()), patient]);
  }

  async #refreshForAMoment(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([
      this.#refresh().finally(() => patience.abort()),
      this.#ports.clock.sleep(patienceMs, patience.signal).catch(() => undefined),
    ]);
  }

  /** Once for everybody who asks meanwhile. */
  #refresh(isDue?: () => boolean): Promise<void> {
    this.#running ??= this.#askAll(isDue).finally(() => {
      this.#running = null;
      this.#lookInNewName();
    });
    return this.#running;
  }

  /** @param isDue by default whoever has not been asked of late */
  async #askAll(isDue = (account: Account, nowMs: number): boolean => this.#isOld(account, nowMs)): Promise<void> {
    const { book, clock, file, logger } = this.#ports;
    const nowMs = clock.nowMs();
    const version = this.#clientVersion;
    const due = book
      .all()
      .filter((account) => canServe(account) && isDue(account, nowMs) && !this.#failedOfLate(account, nowMs));
    if (due.length === 0) return;
    const queue = due.values();
    let isAnyListed = false;
    const ask = async (): Promise<void> => {
      for (const account of queue) {
        const report = await this.#ask(account, version.join('.'));
        isAnyListed ||= report.kind === 'listed';
        this.#note(account, report);
      }
    };
    await Promise.all(Array.from({ length: Math.min(askedAtOnce, due.length) }, ask));
    // It may be the version that nobody would list models for: a program may say of itself what it likes.
    if (!isAnyListed && this.#clientVersion === version) this.#clientVersion = this.#askedAllAs = wireVersion;
    const known = new Set(book.all().map(({ id }) => id));
    this.#lists = Object.fromEntries(Object.entries(this.#lists).filter(([id]) => known.has(id)));
    await file.write(this.#lists).catch((error: unknown) => logger.warn('The models could not be kept', { error }));
  }

  async #ask(account: Account, version: string): Promise<ModelsReport> {
    const { tokens, endpoint } = this.#ports;
    const { chatgptAccountId } = account.record;
    const token = await tokens.accessToken(account);
    if (token.kind === 'failed') return token;
    const report = await endpoint.fetchModels(token.accessToken, chatgptAccountId, account.id, version);
    if (report.kind === 'listed' || report.failure.class !== 'unauthorized') return report;
    const renewed = await tokens.renewRefused(account, token.accessToken);
    if (renewed.kind === 'failed') return renewed;
    return await endpoint.fetchModels(renewed.accessToken, chatgptAccountId, account.id, version);
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

  #hasListed({ id }: Account, model: string): boolean {
    const models = this.#lists[id]?.models;
    if (models === undefined) return false;
    let slugs = this.#slugs.get(models);
    if (slugs === undefined) this.#slugs.set(models, (slugs = new Set(models.map(({ slug }) => slug))));
    return slugs.has(model);
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
