import {
  importFormatSchema,
  importProblemCodeSchema,
  type ImportFormat,
  type ImportProblemCode,
} from './account-import.ts';

/**
 * Everything that is said with a code and facts beside what a self-test finds, and why an account is lost. Every language
 * must have words for each.
 */
export const verdictCodes = [
  'verdict.ready',
  'verdict.out',
  'verdict.back_in',
  'verdict.rest_burst',
  'verdict.rest_errors',
  'verdict.window',
  'verdict.window_open',
  'verdict.window_reset',
  'verdict.credits',
  'verdict.credits_some',
  'verdict.credits_unlimited',
  'verdict.refusal',
  'verdict.silent',
] as const;
export type VerdictCode = (typeof verdictCodes)[number];

export const clientCodes = [
  'client.set_up',
  'client.by_hand',
  'client.drifted',
  'client.elsewhere',
  'client.not_yet',
  'client.not_found',
  'client.unreadable',
  'drift.deleted',
  'drift.provider',
  'drift.address',
  'drift.side',
  'drift.comments',
  'drift.taken_out',
  'drift.profile',
  'drift.provider_address',
  'drift.key_missing',
  'note.set_aside',
  'note.threads_stay',
  'note.threads_hidden',
  'note.only_address',
  'note.own_providers',
  'note.provider_address',
  'note.key_needed',
  'note.key_needs_provider',
  'note.key_written',
  'written',
  'restore.not_there',
  'restore.as_before',
  'restore.gone_again',
  'restore.nothing_ours',
  'restore.lines_out',
  'restore.edited',
  'check.leads_here',
  'check.leads_elsewhere',
  'check.nobody',
  'check.stranger',
  'check.answers',
  'check.models',
  'check.no_models',
  'check.status',
  'check.key_elsewhere',
] as const;
export type ClientCode = (typeof clientCodes)[number];

/** Where tokens are, and why there. */
export const vaultCodes = [
  'vault.in_keychain',
  'vault.in_memory',
  'vault.in_files',
  'vault.readable',
  'vault.chosen',
  'vault.began_without',
  'vault.no_library',
  'vault.no_bus',
  'vault.no_service',
  'vault.locked',
  'vault.replaced',
  'vault.broken',
] as const;
export type VaultCode = (typeof vaultCodes)[number];

/** What became of asking a model source. */
export const sourceCodes = [
  'source.lists',
  'source.redirects',
  'source.wants_key',
  'source.key_refused',
  'source.nothing_there',
  'source.status',
  'source.no_list',
  'source.silent',
  'source.unfit_address',
  'source.nobody_listens',
  'source.no_such_name',
  'source.too_slow',
  'source.unsafe',
  'source.broke_off',
  'source.unreachable',
  'source.broke_off_early',
  'source.fell_silent',
  'source.unreadable',
  'source_address.none',
  'source_address.scheme',
  'source_address.credentials',
  'source_address.query',
  'source_address.path',
  'source_address.no_server',
  'source_address.circle',
  'source_address.forbidden',
  'source_address.in_the_clear',
] as const;
export type SourceCode = (typeof sourceCodes)[number];

/** What is said of an account in an import, where it is not that something is wrong with its file. */
export const importNoteCodes = [
  'import.older',
  'import.older_there',
  'import.duplicate',
  'import.lost_there',
  'import.lost_there_known_here',
  'import.paused_there',
  'import.deleted_there',
  'import.no_key',
  'import.foreign_key',
  'import.not_stored',
  'codex_lb.history',
  'codex_lb.stop_it',
  'codex_lb.keys_wanted',
  'codex_lb.none_here',
  'codex_lb.no_accounts',
  'codex_lb.writing',
  'codex_lb.damaged',
  'codex_lb.unreadable',
  'codex_lb.no_room',
  'codex_lb.not_a_key',
  'codex_lb.key_unreadable',
  'codex_lb.no_key',
  'codex_lb_key.unknown_form',
  'codex_lb_key.accounts_removed',
  'codex_lb_key.accounts_missing',
  'codex_lb_key.for_sources',
  'codex_lb_key.rules_unreadable',
  'codex_lb_key.expiry_unreadable',
  'codex_lb_key.unknown_rule',
  'codex_lb_key.left_out',
] as const;
export type ImportCode =
  | (typeof importNoteCodes)[number]
  | `import.${ImportProblemCode}`
  /** What to do about it where the file came from. */
  | `import.remedy.${ImportFormat}`;
export const importCodes: readonly ImportCode[] = [
  ...importNoteCodes,
  ...importProblemCodeSchema.options.map((code) => `import.${code}` as const),
  ...importFormatSchema.options.map((format) => `import.remedy.${format}` as const),
];

/** How a sign-in ended, by `login.` and its error's code, and what a test of a way out found, by where it failed. */
export const wayCodes = [
  'login.identity_missing',
  'login.account_not_found',
  'login.account_mismatch',
  'login.server_error',
  'login.cancelled',
  'login.stopping',
  'login.superseded',
  'login.login_expired',
  'login.device_code_expired',
  'login.cancelled_by_program',
  'login.access_denied',
  'login.expired_token',
  'login.invalid_grant',
  'login.upstream_unreachable',
  'login.proxy_network_unavailable',
  'login.vault_locked',
  'login.vault_replaced',
  'login.vault_damaged',
  'login.vault_write_failed',
  'login.refused',
  'way.ok',
  'way.address',
  'way.proxy',
  'way.proxy_sign_in',
  'way.upstream',
] as const;
export type WayCode = (typeof wayCodes)[number];

export type SpokenCode = VerdictCode | ClientCode | VaultCode | SourceCode | ImportCode | WayCode;
/** For whoever checks that nothing is left out. */
export const spokenCodes: readonly SpokenCode[] = [
  ...verdictCodes,
  ...clientCodes,
  ...vaultCodes,
  ...sourceCodes,
  ...importCodes,
  ...wayCodes,
];
