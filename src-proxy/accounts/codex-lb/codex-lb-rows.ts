import Database from 'better-sqlite3';

/** What the database of a codex-lb holds, as far as we want it. Runs in a worker thread. */
export interface CodexLbRows {
  /** `null` when the table is not there. Only columns that this version has; sealed tokens as text. */
  readonly accounts: readonly Readonly<Record<string, string | number | null>>[] | null;
  /** The one row of its settings with each column's default, so that one can see what a person has changed. */
  readonly settings: readonly SettingColumn[];
  readonly keys: CodexLbKeyRows;
}

type Row = Readonly<Record<string, string | number | null>>;

/** The API keys with what belongs to them by `api_key_id`; empty where a version has no such table. */
export interface CodexLbKeyRows {
  readonly keys: readonly Row[];
  readonly limits: readonly Row[];
  readonly accounts: readonly Row[];
}

export interface SettingColumn {
  readonly name: string;
  readonly value: string | number | null;
  /** As SQL has it, such as `'smart'` or `1`; `null` when the column has none. */
  readonly defaultSql: string | null;
}

const accountColumns = [
  'id',
  'provider',
  'provider_kind',
  'chatgpt_account_id',
  'email',
  'alias',
  'plan_type',
  'routing_policy',
  'access_token_encrypted',
  'refresh_token_encrypted',
  'id_token_encrypted',
  'last_refresh',
  'status',
  'deactivation_reason',
  'delete_requested_at',
];
const keyColumns = [
  'id',
  'name',
  'key_hash',
  'key_prefix',
  'allowed_models',
  'enforced_model',
  'allowed_reasoning_efforts',
  'enforced_reasoning_effort',
  'enforced_service_tier',
  'traffic_class',
  'transport_policy_override',
  'usage_sections',
  'account_assignment_scope_enabled',
  'source_assignment_scope_enabled',
  'expires_at',
  'is_active',
];
const limitColumns = ['api_key_id', 'limit_type', 'limit_window', 'max_value', 'model_filter'];
const keyAccountColumns = ['api_key_id', 'account_id'];
const mostKeyRows = 10_000;
/** More would be no person's own pool. */
const mostAccounts = 1000;
/** SECURITY: passwords and seals of that dashboard are none of our business and do not leave the file. */
const secretColumn = /password|secret|token|hash|encrypted|private/;

/**
 * Opens the copy for writing, because only then does SQLite take up what a crash, or a writer at work, left beside it.
 * @throws SqliteError
 */
export function readCodexLbRows(copyPath: string): CodexLbRows {
  const db = new Database(copyPath, { fileMustExist: true });
  try {
    const columnsOf = (table: string) =>
      db.pragma(`table_info(${table})`) as { name: string; dflt_value: string | null }[];

    const listed = (table: string, columns: readonly string[]): Row[] => {
      const there = new Set(columnsOf(table).map(({ name }) => name));
      const wanted = columns.filter((name) => there.has(name));
      return wanted.length === 0
        ? []
        : rowsOf(db, `SELECT ${wanted.join(', ')} FROM ${table} ORDER BY rowid LIMIT ${mostKeyRows}`);
    };

    const known = new Set(columnsOf('accounts').map(({ name }) => name));
    const wanted = accountColumns.filter((name) => known.has(name));
    const settings = columnsOf('dashboard_settings').filter(({ name }) => !secretColumn.test(name));
    const first =
      settings.length === 0
        ? undefined
        : rowsOf(
            db,
            `SELECT ${settings.map(({ name }) => quoted(name)).join(', ')} FROM dashboard_settings LIMIT 1`,
          )[0];
    return {
      accounts:
        wanted.length === 0
          ? null
          : rowsOf(db, `SELECT ${wanted.join(', ')} FROM accounts ORDER BY rowid LIMIT ${mostAccounts}`),
      settings:
        first === undefined
          ? []
          : settings.map(({ name, dflt_value }) => ({ name, value: first[name] ?? null, defaultSql: dflt_value })),
      keys: {
        keys: listed('api_keys', keyColumns),
        limits: listed('api_key_limits', limitColumns),
        accounts: listed('api_key_accounts', keyAccountColumns),
      },
    };
  } finally {
    db.close();
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function rowsOf(db: Database.Database, sql: string): Record<string, string | number | null>[] {
  return db
    .prepare(sql)
    .all()
    .map((row) =>
      Object.fromEntries(Object.entries(row as Record<string, unknown>).map(([name, value]) => [name, plain(value)])),
    );
}

/** Sealed tokens are ASCII in a BLOB. */
function plain(value: unknown): string | number | null {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
