/**
 * Who takes which way out. The threats are a way that was not chosen (an account whose proxy is dead, or cannot be
 * understood, stays where it is) and a password outside the vault.
 */
import type { UpstreamProxies } from '../../contract/account-actions.ts';
import { readProxyAddress } from '../../contract/proxy-address.ts';
import { Refusal } from '../../contract/refusal.ts';
import type {
  UpstreamProxyChoice,
  UpstreamProxySaved,
  UpstreamProxyTest,
  UpstreamProxyView,
} from '../../contract/upstream-proxy.ts';
import type { Logger } from '../../ports.ts';
import { directRoute, type Route } from '../../providers/ways/route.ts';
import type { WaysOut } from '../../providers/ways/ways-out.ts';
import type { SettingsBook } from '../../settings/settings-book.ts';
import type { SecretVault } from '../../vault/secret-vault.ts';
import { VaultError } from '../../vault/vault.ts';
import type { AccountBook } from '../account-book.ts';
import type { AccountChange } from '../account-shelf.ts';
import { chosenWay, type ChosenWay } from './chosen-way.ts';
import { ProxyCredentialBook } from './proxy-credentials.ts';

export interface UpstreamProxyBookPorts {
  readonly book: AccountBook;
  readonly settings: SettingsBook;
  readonly secrets: SecretVault;
  readonly ways: WaysOut;
  readonly tryRoute: (route: Route) => Promise<UpstreamProxyTest>;
  readonly logger: Logger;
}

export class UpstreamProxyBook implements UpstreamProxies {
  readonly #ports: UpstreamProxyBookPorts;
  readonly #credentials: ProxyCredentialBook;
  /** Accounts that were removed in this run. */
  readonly #gone = new Set<string>();
  /** The setting as it was last followed. */
  #global: string | null;

  private constructor(ports: UpstreamProxyBookPorts) {
    this.#ports = ports;
    this.#credentials = new ProxyCredentialBook(ports.secrets);
    this.#global = ports.settings.values.upstreamProxy;
  }

  /** Every account is on its way before anything is sent. */
  static async open(ports: UpstreamProxyBookPorts): Promise<UpstreamProxyBook> {
    const proxies = new UpstreamProxyBook(ports);
    const owners = ports.book.all().filter(({ record }) => record.upstreamProxy !== null);
    for (const owner of [null, ...owners.map(({ id }) => id)]) await proxies.#load(owner);
    proxies.#followSetting();
    for (const { id } of owners) proxies.#follow(id);
    ports.settings.onChange(() => proxies.#settingsChanged());
    ports.book.onChange((change) => proxies.#accountChanged(change));
    return proxies;
  }

  async view(accountId: string | null): Promise<UpstreamProxyView> {
    const stored = this.#stored(accountId);
    if (stored === null) return { mode: 'global', address: null, username: null, hasPassword: false };
    if (stored === 'direct') return { mode: 'direct', address: null, username: null, hasPassword: false };
    const read = readProxyAddress(stored);
    if (read.kind === 'problem') return { mode: 'proxy', address: null, username: null, hasPassword: false };
    const { address, username, password } = read.proxy;
    const known = this.#credentials.of(accountId, address);
    return await Promise.resolve({
      mode: 'proxy',
      address,
      username: username ?? known?.username ?? null,
      hasPassword: (password ?? known?.password ?? null) !== null,
    });
  }

  async test(accountId: string | null, choice: UpstreamProxyChoice): Promise<UpstreamProxyTest> {
    this.#requireOwner(accountId);
    try {
      return await this.#try(this.#chosen(accountId, choice));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ok: false, failedAt: 'address', text: error.message, latencyMs: null };
    }
  }

  async save(
    accountId: string | null,
    choice: UpstreamProxyChoice,
    { untested }: { readonly untested: boolean },
  ): Promise<UpstreamProxySaved> {
    const { book, settings, logger } = this.#ports;
    this.#requireOwner(accountId);
    if (accountId === null) settings.requireEditable('upstreamProxy');
    const chosen = this.#chosen(accountId, choice);
    const test = chosen.mode === 'proxy' && !untested ? await this.#try(chosen) : null;
    if (test?.ok === false)
      throw new Refusal('upstream_proxy_failed', `Nothing was changed. ${test.text}`, { fields: { test } });
    this.#requireOwner(accountId);
    await this.#credentials.keep(accountId, chosen.mode === 'proxy' ? chosen.credentials : null);
    await this.#requireOwnerStill(accountId);
    const stored = chosen.mode === 'proxy' ? chosen.proxy.address : chosen.mode === 'direct' ? 'direct' : null;
    if (accountId === null) {
      await settings.update({ upstreamProxy: stored });
      // The address may be the same and only its credentials new, which is no change of the setting.
      this.#followSetting();
    } else {
      await book.configure(accountId, { upstreamProxy: stored });
      this.#follow(accountId);
    }
    logger.info('A way out was changed', { accountId, way: stored ?? 'global', tested: test !== null });
    return {
      view: await this.view(accountId),
      test,
      account: accountId === null ? null : book.summary(book.require(accountId)),
    };
  }

  /** Before an account is removed: its password goes first. */
  async forget(accountId: string): Promise<void> {
    this.#requireOwner(accountId);
    await this.#credentials.keep(accountId, null);
  }

  #chosen(accountId: string | null, choice: UpstreamProxyChoice): ChosenWay {
    if (accountId === null && choice.mode === 'global')
      throw new Refusal('validation_error', 'This is the global way itself; it is direct, or a proxy.');
    return chosenWay(choice, (address) => this.#credentials.of(accountId, address));
  }

  async #try(chosen: ChosenWay): Promise<UpstreamProxyTest> {
    const { tryRoute, ways } = this.#ports;
    if (chosen.mode === 'global') return await tryRoute(ways.shared);
    return await tryRoute(chosen.mode === 'direct' ? directRoute : { kind: 'proxy', proxy: chosen.proxy });
  }

  #requireOwner(accountId: string | null): void {
    if (accountId !== null) this.#ports.book.require(accountId);
  }

  /** Removed while its password was on its way into the vault: then nobody else would ever take it out. */
  async #requireOwnerStill(accountId: string | null): Promise<void> {
    if (accountId !== null && this.#ports.book.find(accountId) === null) await this.#credentials.keep(accountId, null);
    this.#requireOwner(accountId);
  }

  /** `null` follows the global one; `direct`; or an address. */
  #stored(accountId: string | null): string | null {
    const { book, settings } = this.#ports;
    return accountId === null ? settings.values.upstreamProxy : book.require(accountId).record.upstreamProxy;
  }

  #settingsChanged(): void {
    const before = this.#global;
    this.#global = this.#ports.settings.values.upstreamProxy;
    this.#followSetting();
    const read = this.#global === null ? null : readProxyAddress(this.#global);
    const address = read?.kind === 'address' ? read.proxy.address : null;
    if (this.#global === before || this.#credentials.isFor(null, address)) return;
    // A password of a proxy that is not used any more is of use to thieves alone.
    this.#credentials
      .forget(null)
      .catch((error: unknown) => this.#ports.logger.error('The password of a proxy could not be erased', { error }));
  }

  /**
   * SECURITY: what still ends on an account that was removed, such as a refresh or a request's next try, must not take
   * everybody's way in place of the one that was chosen for it. Signed in again it is an account like any other.
   */
  #accountChanged(change: AccountChange): void {
    if (change.kind === 'removed') {
      this.#gone.add(change.accountId);
      this.#ports.ways.setOwn(change.accountId, { kind: 'closed', reason: 'This account was removed.' });
    } else if (this.#gone.delete(change.account.id)) this.#follow(change.account.id);
  }

  #followSetting(): void {
    this.#ports.ways.share(this.#routeOf(null) ?? directRoute);
  }

  #follow(accountId: string): void {
    this.#ports.ways.setOwn(accountId, this.#routeOf(accountId));
  }

  #routeOf(owner: string | null): Route | null {
    const stored = this.#stored(owner);
    if (stored === null) return null;
    if (stored === 'direct') return directRoute;
    const read = readProxyAddress(stored);
    if (read.kind === 'problem')
      return { kind: 'closed', reason: `The proxy that is set cannot be used. ${read.text}` };
    const { proxy } = read;
    const known = proxy.username === null ? this.#credentials.of(owner, proxy.address) : proxy;
    return { kind: 'proxy', proxy: { ...proxy, username: known?.username ?? null, password: known?.password ?? null } };
  }

  /** A password that cannot be read is missing: the proxy then says so, and nothing goes another way. */
  async #load(owner: string | null): Promise<void> {
    try {
      await this.#credentials.load(owner);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      this.#ports.logger.error('The password of a proxy could not be read', { accountId: owner, error });
    }
  }
}
