import type { Database } from 'better-sqlite3';

/** Under which names the vault may keep something for what is in this database; account ids name token sets. */
export function secretNamesIn(db: Database): string[] {
  const ids = (table: 'accounts' | 'model_sources'): string[] =>
    db.prepare<[], string>(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
  const accounts = ids('accounts');
  return [
    ...accounts,
    ...accounts.map((id) => `proxy:${id}`),
    'proxy:global',
    ...ids('model_sources').map((id) => `source:${id}`),
    'dashboard:totp',
  ];
}
