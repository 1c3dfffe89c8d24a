import type { AuditActor } from './contract/audit.ts';
import type { PasswordReset } from './contract/dashboard-auth.ts';
import type { EngineState, LiveEvent, LiveSnapshot } from './contract/events.ts';
import type { AccountSummary, ImportOutcome } from './contract/account.ts';
import type { ApiKeyActions } from './contract/api-keys.ts';
import type {
  AccountActions,
  ResetCreditActions,
  StickySessions,
  UpstreamProxies,
} from './contract/account-actions.ts';
import type { ExportAccount } from './contract/account-export.ts';
import type { ImportOptions, ImportPreview } from './contract/account-import.ts';
import type { ClientSetups } from './contract/client-setup.ts';
import type { ClientSnippet } from './contract/client-snippet.ts';
import type { CodexLbImports } from './contract/codex-lb.ts';
import type { PoolForecast } from './contract/forecast.ts';
import type { ModelSourceActions } from './contract/model-sources.ts';
import type { SettingChanges, Settings } from './contract/settings.ts';
import type { OauthManualCallback, OauthStart, OauthStarted, OauthStatus } from './contract/oauth.ts';

/** The engine as its shells (desktop, command line) and its tests hold it. */
export interface Engine {
  /**
   * Begins to listen. May be called again after it failed, also with another port.
   * @throws EngineStartError when the address cannot be had.
   */
  start(override?: { port: number }): Promise<void>;
  /** Refuses new requests, lets running ones finish, closes everything. Safe to call twice; the later call may hurry. */
  stop(options?: StopOptions): Promise<void>;
  state(): EngineState;
  snapshot(): LiveSnapshot;
  /** Calls the listener with every change from now on. Returns what ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  settings(): Settings;
  /** What a person changes in the tray. @throws Refusal as `PUT /api/settings` does */
  changeSettings(values: SettingChanges): Promise<void>;
  /** New requests are refused until it is resumed or the engine starts anew; running ones go on. */
  pauseProxy(): Promise<void>;
  resumeProxy(): Promise<void>;
  /** `actor` of these three is who the audit log names: the tray, unless somebody else says so. */
  pauseAccount(accountId: string, actor?: AuditActor): Promise<AccountSummary>;
  reactivateAccount(accountId: string, actor?: AuditActor): Promise<AccountSummary>;
  removeAccount(accountId: string, options: { history: boolean }, actor?: AuditActor): Promise<void>;
  readonly dashboard: DashboardDoor;
  readonly accountActions: AccountActions;
  readonly upstreamProxies: UpstreamProxies;
  readonly stickySessions: StickySessions;
  readonly resetCredits: ResetCreditActions;
  readonly apiKeys: ApiKeyActions;
  readonly modelSources: ModelSourceActions;
  importAuthFiles(
    files: readonly { name: string; content: string }[],
    options?: ImportOptions,
  ): Promise<ImportOutcome[]>;
  /** What an import of the files would do. Writes nothing. */
  previewAuthFiles(files: readonly { name: string; content: string }[]): Promise<ImportPreview>;
  /** Taking over what a codex-lb on this machine has. */
  readonly codexLb: CodexLbImports;
  readonly exportAccount: ExportAccount;
  /** How long the pool lasts at the present pace. */
  forecast(): PoolForecast;
  snippets(): ClientSnippet[];
  /** Setting up the programs on this machine that are to come here. */
  readonly clients: ClientSetups;
  readonly logins: Logins;
  /** Somebody is about to read the figures: old ones are asked anew. May be called as often as somebody looks. */
  personLooks(): void;
  /** The machine woke up, or is in another network: what is open to the upstream may be dead without knowing. */
  noteWake(): void;
}

export interface StopOptions {
  /** How long running requests may still take from now on, where that is less than the drain timeout of the settings. */
  readonly patienceMs?: number;
}

/** The dashboard's sign-in, for whoever holds the engine itself. */
export interface DashboardDoor {
  /** A token for the shell's own window, good once and for a minute; `null` where the window needs none. */
  handOver(): string | null;
  /** What sets the first password where a sign-in is required; for the console alone. `null` where none is needed. */
  bootstrapToken(): string | null;
  /** For an owner who forgot it. */
  resetPassword(): Promise<PasswordReset>;
}

/** Signing in to accounts. Everything here refuses with a `Refusal`. */
export interface Logins {
  /** @param startedBy the user agent of the program in which a person asks for it, for the live events. */
  start(options: OauthStart, startedBy?: string | null): Promise<OauthStarted>;
  status(flowId: string): OauthStatus;
  /** Ends it, unless it has ended already. */
  cancel(flowId: string): OauthStatus;
  /** Takes the address that the browser ended on; resolves when the sign-in has ended, well or not. */
  manualCallback(callback: OauthManualCallback): Promise<OauthStatus>;
}

/** Who holds the port that we want, as far as the system tells. */
export interface PortHolder {
  readonly pid: number | null;
  readonly name: string | null;
  /** True when it answered as an Evenkeel: then the person most likely wants that one. */
  readonly isEvenkeel: boolean;
}

export class EngineStartError extends Error {
  readonly code: 'port_in_use' | 'port_forbidden' | 'address_unavailable' | 'address_not_loopback' | 'draining';
  readonly holder: PortHolder | null;

  constructor(
    code: EngineStartError['code'],
    message: string,
    holder: PortHolder | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'EngineStartError';
    this.code = code;
    this.holder = holder;
  }
}
