import { z } from 'zod';

/** Where a value came from; the first that has one wins, in this order. */
export const settingSources = ['flag', 'environment', 'file', 'dashboard', 'default'] as const;
export type SettingSource = (typeof settingSources)[number];

interface Declaration<Schema extends z.ZodType> {
  /** Parses text (flag, environment) as well as JSON (file, dashboard). */
  readonly schema: Schema;
  readonly fallback: z.output<Schema>;
  readonly title: string;
  /** One or two sentences: what it changes, and when one would want it. */
  readonly help: string;
  readonly unit?: 'seconds' | 'days' | 'attempts' | 'MiB';
  /** Environment names, ours first, then aliases that mean the same elsewhere. */
  readonly environment: readonly string[];
  readonly flag?: string;
  /** What a person may write, in words. */
  readonly allowed: string;
  /** `live` takes effect on the next request; `restart` at the next start, and the dashboard cannot set it. */
  readonly effect: 'live' | 'restart';
}

function declare<Schema extends z.ZodType>(declaration: Declaration<Schema>): Declaration<Schema> {
  return declaration;
}

/** A number, or its digits as text; nothing else that JavaScript would make a number of. */
const wholeNumber = (min: number, max: number) =>
  z.union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().min(min).max(max));
const flagText = z.union([
  z.boolean(),
  z
    .enum(['true', '1', 'yes', 'on', 'false', '0', 'no', 'off'])
    .transform((text) => ['true', '1', 'yes', 'on'].includes(text)),
]);
const httpUrl = z
  .url({ protocol: /^https?$/ })
  // Only asked of what is an address; what is not has been refused already.
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  })
  .transform((text) => text.replace(/\/+$/, ''));

/**
 * Every setting there is, declared once. File, environment, flags, dashboard and `evenkeel doctor` all read from here.
 * Names that exist in codex-lb with the same meaning are kept, so that an environment carries over.
 */
export const settingDeclarations = {
  host: declare({
    schema: z.string().trim().min(1),
    fallback: '127.0.0.1',
    title: 'Address to listen on',
    help: 'Only loopback addresses are accepted: there is no sign-in yet that could protect an address others can reach.',
    environment: ['EVENKEEL_HOST'],
    flag: '--host',
    allowed: 'a loopback address: 127.0.0.1, ::1 or localhost',
    effect: 'restart',
  }),
  port: declare({
    schema: wholeNumber(0, 65535),
    fallback: 2455,
    title: 'Port to listen on',
    help: 'Clients are configured with this port, so Evenkeel never changes it by itself. 0 picks a free one.',
    environment: ['EVENKEEL_PORT'],
    flag: '--port',
    allowed: 'a whole number from 0 to 65535',
    effect: 'restart',
  }),
  dataDir: declare({
    schema: z.string().trim().min(1),
    fallback: '',
    title: 'Data folder',
    help: 'Holds the database, the settings file and the sealed vault. Created with access for you alone.',
    environment: ['EVENKEEL_DATA_DIR', 'CODEX_LB_DATA_DIR'],
    flag: '--data-dir',
    allowed: 'a folder that you can write to',
    effect: 'restart',
  }),
  upstreamBaseUrl: declare({
    schema: httpUrl,
    fallback: 'https://chatgpt.com/backend-api',
    title: 'Upstream',
    help: 'Where requests go. https, or http on loopback for tests.',
    environment: ['EVENKEEL_UPSTREAM_BASE_URL', 'CODEX_LB_UPSTREAM_BASE_URL'],
    allowed: 'an https address, or an http address on loopback, without user, query or fragment',
    effect: 'restart',
  }),
  authBaseUrl: declare({
    schema: httpUrl,
    fallback: 'https://auth.openai.com',
    title: 'Sign-in service',
    help: 'Where tokens are refreshed. https, or http on loopback for tests.',
    environment: ['EVENKEEL_AUTH_BASE_URL'],
    allowed: 'an https address, or an http address on loopback, without user, query or fragment',
    effect: 'restart',
  }),
  vault: declare({
    schema: z.enum(['auto', 'keychain', 'file', 'memory']),
    fallback: 'auto',
    title: 'Where tokens are kept',
    help: 'auto takes the system keychain, and where none answers a sealed file, and says so. memory forgets at exit.',
    environment: ['EVENKEEL_VAULT'],
    allowed: 'auto, keychain, file or memory',
    effect: 'restart',
  }),
  logLevel: declare({
    schema: z.enum(['error', 'warn', 'info', 'debug']),
    fallback: 'info',
    title: 'Log level',
    help: 'How much is written to the log. Prompts, answers and tokens are never written at any level.',
    environment: ['EVENKEEL_LOG_LEVEL'],
    allowed: 'error, warn, info or debug',
    effect: 'live',
  }),
  routingStrategy: declare({
    schema: z.enum(['usage_weighted', 'round_robin']),
    fallback: 'usage_weighted',
    title: 'Routing strategy',
    help: 'usage_weighted takes the account with most left; round_robin takes each in turn. A conversation stays where it is either way.',
    environment: ['EVENKEEL_ROUTING_STRATEGY'],
    allowed: 'usage_weighted or round_robin',
    effect: 'live',
  }),
  replayUnseenFailures: declare({
    schema: flagText,
    fallback: true,
    title: 'Retry elsewhere when an answer breaks before it begins',
    help: 'When the upstream accepted a request and broke off before anything was shown, send it once more on another account. The first try may have been counted by the upstream.',
    environment: ['EVENKEEL_REPLAY_UNSEEN_FAILURES'],
    allowed: 'true or false',
    effect: 'live',
  }),
  upstreamConnectTimeout: declare({
    schema: wholeNumber(1, 120),
    fallback: 8,
    title: 'Connect timeout',
    help: 'How long to wait for a connection to the upstream before the next account is tried.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_UPSTREAM_CONNECT_TIMEOUT',
      'CODEX_LB_UPSTREAM_CONNECT_TIMEOUT',
      'CODEX_LB_UPSTREAM_CONNECT_TIMEOUT_SECONDS',
    ],
    allowed: 'a whole number from 1 to 120',
    effect: 'restart',
  }),
  streamIdleTimeout: declare({
    schema: wholeNumber(5, 86_400),
    fallback: 7200,
    title: 'Longest silence of a stream',
    help: 'A stream on which the upstream sends nothing for so long is ended. A model may think for many minutes without a word.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_STREAM_IDLE_TIMEOUT',
      'CODEX_LB_STREAM_IDLE_TIMEOUT',
      'CODEX_LB_STREAM_IDLE_TIMEOUT_SECONDS',
    ],
    allowed: 'a whole number from 5 to 86400',
    effect: 'live',
  }),
  usageRefreshInterval: declare({
    schema: wholeNumber(0, 3600),
    fallback: 60,
    title: 'Usage refresh',
    help: 'How often each account is asked what is left. 0 asks only when an account is added.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_USAGE_REFRESH_INTERVAL',
      'CODEX_LB_USAGE_REFRESH_INTERVAL',
      'CODEX_LB_USAGE_REFRESH_INTERVAL_SECONDS',
    ],
    allowed: 'a whole number from 0 to 3600',
    effect: 'live',
  }),
  tokenRefreshIntervalDays: declare({
    schema: wholeNumber(1, 30),
    fallback: 8,
    title: 'Token age',
    help: 'An access token older than this is refreshed before it is used.',
    unit: 'days',
    environment: ['EVENKEEL_TOKEN_REFRESH_INTERVAL_DAYS', 'CODEX_LB_TOKEN_REFRESH_INTERVAL_DAYS'],
    allowed: 'a whole number from 1 to 30',
    effect: 'live',
  }),
  maxRequestBody: declare({
    schema: wholeNumber(1, 512),
    fallback: 128,
    title: 'Largest request',
    help: 'A request body larger than this is refused before the upstream is asked.',
    unit: 'MiB',
    environment: ['EVENKEEL_MAX_REQUEST_BODY'],
    allowed: 'a whole number from 1 to 512',
    effect: 'live',
  }),
  shutdownDrainTimeout: declare({
    schema: wholeNumber(0, 600),
    fallback: 30,
    title: 'Patience at quit',
    help: 'How long running requests may finish when Evenkeel is told to stop. Then they are ended.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_SHUTDOWN_DRAIN_TIMEOUT',
      'CODEX_LB_SHUTDOWN_DRAIN_TIMEOUT',
      'CODEX_LB_SHUTDOWN_DRAIN_TIMEOUT_SECONDS',
    ],
    allowed: 'a whole number from 0 to 600',
    effect: 'live',
  }),
  requestLogRetentionDays: declare({
    schema: wholeNumber(0, 3650),
    fallback: 30,
    title: 'Keep the request log for',
    help: 'Older entries are deleted. 0 keeps everything.',
    unit: 'days',
    environment: ['EVENKEEL_REQUEST_LOG_RETENTION_DAYS'],
    allowed: 'a whole number from 0 to 3650',
    effect: 'live',
  }),
} as const;

export type SettingKey = keyof typeof settingDeclarations;
export type Settings = { readonly [Key in SettingKey]: z.output<(typeof settingDeclarations)[Key]['schema']> };
export const settingKeys = Object.keys(settingDeclarations) as SettingKey[];

/** One setting as the dashboard shows it. */
export const settingViewSchema = z.strictObject({
  key: z.enum(settingKeys as [SettingKey, ...SettingKey[]]),
  value: z.union([z.string(), z.number(), z.boolean()]),
  defaultValue: z.union([z.string(), z.number(), z.boolean()]),
  source: z.enum(settingSources),
  /** The variable or flag that set it, where one did: then the dashboard cannot change it. */
  sourceName: z.string().nullable(),
  /** The variable that can set it. */
  environmentName: z.string(),
  editable: z.boolean(),
  title: z.string(),
  help: z.string(),
  unit: z.string().nullable(),
  allowed: z.string(),
  choices: z.array(z.string()).nullable(),
});
export type SettingView = z.infer<typeof settingViewSchema>;

/** Every value by its name, and beside them `settings` with all that there is to say of each. */
export const settingsResponseSchema = z.looseObject({
  version: z.number().int(),
  settings: z.array(settingViewSchema),
});
export type SettingsResponse = z.infer<typeof settingsResponseSchema>;

/**
 * `PUT /api/settings`: by name, only what changes; `null` takes a setting back to its default. `expectedVersion` guards
 * against overwriting somebody else's change.
 */
export const settingsUpdateSchema = z.partialRecord(
  z.enum([...settingKeys, 'expectedVersion']),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
export type SettingsUpdate = z.infer<typeof settingsUpdateSchema>;
