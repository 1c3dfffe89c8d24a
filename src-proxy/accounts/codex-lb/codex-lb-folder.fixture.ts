import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { makeClaims, makeJwt } from '../../../test/fakes/auth-file.ts';
import { encryptFernet, withPadding } from './fernet.fixture.ts';

/** Builds a data folder as codex-lb keeps one: its tables, its names, its sealed tokens. */

export interface CodexLbAccountRow {
  /** The claim `chatgpt_account_id`; also makes the row's id. */
  readonly accountId: string;
  readonly email?: string;
  /** Tokens, sealed by the fixture; `''` seals nothing at all, as codex-lb does when it erases. */
  readonly accessToken?: string;
  readonly refreshToken?: string;
  readonly idToken?: string;
  /** Any other column. */
  readonly columns?: Readonly<Record<string, string | number | null | Buffer>>;
}

type Columns = Readonly<Record<string, string | number | null>>;

/** An API key with what belongs to it. */
export interface CodexLbKeyRow {
  readonly columns: Columns;
  readonly limits?: readonly Columns[];
  readonly accountIds?: readonly string[];
}

export interface CodexLbFolderOptions {
  readonly database?: 'store.db' | 'accounts.db';
  /** Columns of later versions that this one has not got yet. */
  readonly without?: readonly string[];
  readonly settings?: Columns;
  /** `undefined` makes none of their tables, as versions before keys have none. */
  readonly keys?: readonly CodexLbKeyRow[] | undefined;
  /** What is written as `encryption.key`; `null` leaves it out. The tokens are sealed with the right one either way. */
  readonly keyFile?: string | null;
}

const accountColumns: Readonly<Record<string, string>> = {
  id: 'VARCHAR NOT NULL PRIMARY KEY',
  chatgpt_account_id: 'VARCHAR',
  chatgpt_user_id: 'VARCHAR',
  email: 'VARCHAR NOT NULL',
  alias: 'VARCHAR',
  workspace_id: 'VARCHAR',
  workspace_label: 'VARCHAR',
  seat_type: 'VARCHAR',
  plan_type: 'VARCHAR NOT NULL',
  routing_policy: "VARCHAR DEFAULT 'normal' NOT NULL",
  access_token_encrypted: 'BLOB NOT NULL',
  refresh_token_encrypted: 'BLOB NOT NULL',
  id_token_encrypted: 'BLOB NOT NULL',
  last_refresh: 'DATETIME NOT NULL',
  created_at: 'DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL',
  status: 'VARCHAR(15) NOT NULL',
  deactivation_reason: 'TEXT',
  reset_at: 'BIGINT',
  blocked_at: 'BIGINT',
  limit_warmup_enabled: 'BOOLEAN DEFAULT 0 NOT NULL',
  security_work_authorized: 'BOOLEAN DEFAULT 0 NOT NULL',
  delete_requested_at: 'DATETIME',
  delete_history_requested: 'BOOLEAN DEFAULT 0 NOT NULL',
};

const settingColumns: Readonly<Record<string, string>> = {
  id: 'INTEGER NOT NULL PRIMARY KEY',
  sticky_threads_enabled: 'BOOLEAN DEFAULT 1 NOT NULL',
  upstream_stream_transport: "VARCHAR DEFAULT 'default' NOT NULL",
  stream_idle_timeout_seconds: 'FLOAT',
  upstream_connect_timeout_seconds: 'FLOAT',
  routing_strategy: "VARCHAR DEFAULT 'capacity_weighted' NOT NULL",
  single_account_id: 'VARCHAR',
  proxy_account_stream_limit: 'INTEGER',
  circuit_breaker_enabled: 'BOOLEAN',
  api_key_auth_enabled: 'BOOLEAN DEFAULT 0 NOT NULL',
  request_log_retention_days: 'INTEGER',
  limit_warmup_enabled: 'BOOLEAN DEFAULT 0 NOT NULL',
  limit_warmup_prompt: "TEXT DEFAULT 'Say OK.' NOT NULL",
  // Of a version that nobody has seen yet.
  a_later_text: "VARCHAR DEFAULT 'off' NOT NULL",
  a_later_switch: 'BOOLEAN DEFAULT (false) NOT NULL',
  another_later_switch: 'BOOLEAN DEFAULT 1 NOT NULL',
  password_hash: 'TEXT',
  totp_secret_encrypted: 'BLOB',
  bootstrap_token_hash: 'BLOB',
  version: 'INTEGER DEFAULT 1 NOT NULL',
  created_at: 'DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL',
  updated_at: 'DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL',
};

export const newKey = (): string => withPadding(randomBytes(32));

/** A codex-lb that has its database open, as one that runs has; what it writes stays in the `-wal` until it ends. */
export interface CodexLbFixture extends Disposable {
  readonly path: string;
  readonly key: string;
  readonly db: Database.Database;
  add(row: CodexLbAccountRow): void;
  /** Ends it, with all it wrote in the main file. */
  close(): void;
}

export function makeCodexLbFolder(
  path: string,
  rows: readonly CodexLbAccountRow[],
  { database = 'store.db', without = [], settings, keys, keyFile }: CodexLbFolderOptions = {},
): CodexLbFixture {
  const key = newKey();
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (keyFile !== null) writeFileSync(join(path, 'encryption.key'), keyFile ?? key, { mode: 0o600 });
  const db = new Database(join(path, database));
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec(createTable('accounts', accountColumns, without));
  if (database === 'store.db') {
    db.exec(createTable('dashboard_settings', settingColumns, without));
    insert(db, 'dashboard_settings', { id: 1, ...settings });
    db.exec('CREATE TABLE request_logs (id INTEGER PRIMARY KEY, account_id VARCHAR, model VARCHAR NOT NULL)');
    insert(db, 'request_logs', { account_id: 'somebody', model: 'gpt-5.5' });
  }
  if (keys !== undefined) insertKeys(db, keys, without);
  const seal = (token: string): Buffer => (token === '' ? Buffer.alloc(0) : Buffer.from(encryptFernet(token, key)));
  const fixture: CodexLbFixture = {
    path,
    key,
    db,
    add({ accountId, email = `${accountId}@example.test`, accessToken, refreshToken, idToken, columns }) {
      const claims = makeClaims({ accountId, email });
      const values = {
        id: `${accountId}_row`,
        chatgpt_account_id: accountId,
        email,
        plan_type: 'plus',
        access_token_encrypted: seal(accessToken ?? makeJwt(claims)),
        refresh_token_encrypted: seal(refreshToken ?? `refresh-of-${accountId}`),
        id_token_encrypted: seal(idToken ?? makeJwt(claims)),
        last_refresh: '2026-09-01 10:20:30.123456',
        status: 'active',
        ...columns,
      };
      insert(db, 'accounts', Object.fromEntries(Object.entries(values).filter(([name]) => !without.includes(name))));
    },
    close: () => void db.close(),
    [Symbol.dispose]: () => void db.close(),
  };
  for (const row of rows) fixture.add(row);
  return fixture;
}

const keyColumns: Readonly<Record<string, string>> = {
  id: 'VARCHAR NOT NULL PRIMARY KEY',
  name: 'VARCHAR NOT NULL',
  key_hash: 'VARCHAR NOT NULL UNIQUE',
  key_prefix: 'VARCHAR NOT NULL',
  allowed_models: 'TEXT',
  enforced_model: 'VARCHAR',
  allowed_reasoning_efforts: 'TEXT',
  enforced_reasoning_effort: 'VARCHAR',
  enforced_service_tier: 'VARCHAR',
  traffic_class: "VARCHAR DEFAULT 'foreground' NOT NULL",
  transport_policy_override: 'VARCHAR',
  usage_sections: "TEXT DEFAULT 'upstream_limits,account_pool_usage' NOT NULL",
  account_assignment_scope_enabled: 'BOOLEAN DEFAULT 0 NOT NULL',
  source_assignment_scope_enabled: 'BOOLEAN DEFAULT 0 NOT NULL',
  expires_at: 'DATETIME',
  is_active: 'BOOLEAN DEFAULT 1 NOT NULL',
};
const limitColumns: Readonly<Record<string, string>> = {
  id: 'INTEGER PRIMARY KEY',
  api_key_id: 'VARCHAR NOT NULL',
  limit_type: 'VARCHAR NOT NULL',
  limit_window: 'VARCHAR NOT NULL',
  max_value: 'BIGINT NOT NULL',
  current_value: 'BIGINT DEFAULT 0 NOT NULL',
  model_filter: 'VARCHAR',
};

function insertKeys(db: Database.Database, keys: readonly CodexLbKeyRow[], without: readonly string[]): void {
  db.exec(createTable('api_keys', keyColumns, without));
  db.exec(createTable('api_key_limits', limitColumns, without));
  db.exec(createTable('api_key_accounts', { api_key_id: 'VARCHAR NOT NULL', account_id: 'VARCHAR NOT NULL' }, without));
  for (const [index, { columns, limits = [], accountIds = [] }] of keys.entries()) {
    const id = `key-${index}`;
    insert(db, 'api_keys', { id, name: id, key_prefix: 'sk-clb-AbCdEfGh', ...columns });
    for (const limit of limits) insert(db, 'api_key_limits', { api_key_id: id, ...limit });
    for (const accountId of accountIds) insert(db, 'api_key_accounts', { api_key_id: id, account_id: accountId });
  }
}

function createTable(name: string, columns: Readonly<Record<string, string>>, without: readonly string[]): string {
  const parts = Object.entries(columns).filter(([column]) => !without.includes(column));
  return `CREATE TABLE ${name} (${parts.map(([column, type]) => `${column} ${type}`).join(', ')})`;
}

function insert(db: Database.Database, table: string, values: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(values);
  db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`).run(
    ...Object.values(values),
  );
}

/** Everything there is to see of a folder: names, modes, times of change, bytes. */
export function fingerprintOf(folder: string): Record<string, string> {
  const entries = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()];
  return Object.fromEntries(
    entries.map((name) => {
      const found = statSync(join(folder, name), { bigint: true });
      const bytes = found.isFile() ? readFileSync(join(folder, name)) : Buffer.alloc(0);
      const hash = createHash('sha256').update(bytes).digest('hex');
      return [name, `${found.mode} ${found.mtimeNs} ${found.ctimeNs} ${found.size} ${hash}`];
    }),
  );
}
