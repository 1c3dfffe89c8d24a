import { Option, type Command } from 'commander';

import {
  apiKeyCreateSchema,
  apiKeyListSchema,
  apiKeySummarySchema,
  apiKeyUpdateSchema,
  apiKeyWithSecretSchema,
  trafficClasses,
  transportPolicies,
  usageSections,
  type ApiKeyActions,
  type ApiKeyCreate,
  type ApiKeySummary,
  type ApiKeyUpdate,
  type ApiKeyWithSecret,
} from '../contract/api-keys.ts';
import { Refusal } from '../contract/refusal.ts';
import { askEngine } from '../running-engine.ts';
import { jsonBody } from './account-action-commands.ts';
import { withAccounts, type DataDirFlag } from './accounts-commands.ts';
import { keyLine, limitFrom, limitLine, treatmentLines } from './keys-text.ts';

/** What the commands need of keys, wherever the engine is that has them. */
interface Keys {
  list(): Promise<ApiKeySummary[]>;
  create(wanted: ApiKeyCreate): Promise<ApiKeyWithSecret>;
  update(id: string, change: ApiKeyUpdate): Promise<ApiKeySummary>;
  regenerate(id: string): Promise<ApiKeyWithSecret>;
}

function overHttp(origin: string): Keys {
  const url = `${origin}/api/api-keys`;
  const of = (id: string): string => `${url}/${encodeURIComponent(id)}`;
  return {
    list: async () => apiKeyListSchema.parse(await askEngine(url)).apiKeys,
    create: async (wanted) => apiKeyWithSecretSchema.parse(await askEngine(url, jsonBody('POST', wanted))),
    update: async (id, change) => apiKeySummarySchema.parse(await askEngine(of(id), jsonBody('PATCH', change))),
    regenerate: async (id) => apiKeyWithSecretSchema.parse(await askEngine(`${of(id)}/regenerate`, { method: 'POST' })),
  };
}

function inProcess(actions: ApiKeyActions): Keys {
  return {
    list: () => Promise.resolve(actions.list()),
    create: (wanted) => actions.create(wanted, 'command line'),
    update: (id, change) => actions.update(id, change, 'command line'),
    regenerate: (id) => actions.regenerate(id, 'command line'),
  };
}

async function withKeys<Result>(flags: DataDirFlag, work: (keys: Keys) => Promise<Result>): Promise<Result> {
  return await withAccounts(flags, {
    overHttp: (origin) => work(overHttp(origin)),
    inProcess: (engine) => work(inProcess(engine.apiKeys)),
  });
}

/** @throws Refusal `api_key_not_found` */
function keyNamed(wanted: string, keys: readonly ApiKeySummary[]): ApiKeySummary {
  const found = keys.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1 && found[0]) return found[0];
  const why =
    found.length === 0 ? `There is no key "${wanted}".` : `Several keys are called "${wanted}"; name one by its id.`;
  throw new Refusal('api_key_not_found', `${why} See: evenkeel keys list`);
}

/** The key alone on standard output, so that it can be piped; the rest for a person beside it. */
function printOnce({ key, name }: ApiKeyWithSecret): void {
  console.error(`The key "${name}". It is shown this once and kept nowhere:`);
  console.log(key);
}

interface TreatmentFlags extends DataDirFlag {
  readonly traffic?: string;
  readonly transport?: string;
  readonly sees?: string;
}

/** The members of a key that these flags name, as they were written. */
function treatmentOf({ traffic, transport, sees }: TreatmentFlags): Readonly<Record<string, unknown>> {
  return {
    ...(traffic === undefined ? {} : { trafficClass: traffic }),
    ...(transport === undefined ? {} : { transportPolicyOverride: transport === 'default' ? null : transport }),
    ...(sees === undefined ? {} : { usageSections: sees === 'nothing' ? '' : sees }),
  };
}

interface CreateFlags extends TreatmentFlags {
  readonly expires?: string;
  readonly model?: string[];
  readonly limit?: string[];
}

async function create(name: string, { expires, model = [], limit = [], ...flags }: CreateFlags): Promise<void> {
  const read = apiKeyCreateSchema.safeParse({
    name,
    allowedModels: model,
    limits: limit.map(limitFrom),
    ...treatmentOf(flags),
    ...(expires === undefined ? {} : { expiresAt: instantOf(expires) }),
  });
  if (!read.success) throw new Refusal('validation_error', read.error.issues.map(({ message }) => message).join(' '));
  printOnce(await withKeys(flags, (keys) => keys.create(read.data)));
}

function instantOf(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Refusal('validation_error', `"${text}" is not a date such as 2027-01-31.`);
  return new Date(time).toISOString();
}

async function list({ json, ...flags }: DataDirFlag & { readonly json?: boolean }): Promise<void> {
  const keys = await withKeys(flags, (one) => one.list());
  if (json === true) console.log(JSON.stringify({ apiKeys: keys }, null, 2));
  else if (keys.length === 0) console.log('There are no keys. Make one with: evenkeel keys create NAME');
  else
    for (const key of keys)
      console.log([keyLine(key), ...treatmentLines(key), ...key.limits.map(limitLine)].join('\n'));
}

/** @throws Refusal `validation_error` */
async function change(wanted: string, flags: TreatmentFlags): Promise<void> {
  const read = apiKeyUpdateSchema.safeParse(treatmentOf(flags));
  if (!read.success) throw new Refusal('validation_error', read.error.issues.map(({ message }) => message).join(' '));
  if (Object.keys(read.data).length === 0)
    throw new Refusal('validation_error', 'Say what is to change: --traffic, --transport or --sees.');
  const key = await withKeys(flags, async (keys) => keys.update(keyNamed(wanted, await keys.list()).id, read.data));
  console.log([keyLine(key), ...treatmentLines(key)].join('\n'));
}

async function setActive(wanted: string, flags: DataDirFlag, isActive: boolean): Promise<void> {
  const key = await withKeys(flags, async (keys) => keys.update(keyNamed(wanted, await keys.list()).id, { isActive }));
  console.log(keyLine(key));
}

async function regenerate(wanted: string, flags: DataDirFlag): Promise<void> {
  printOnce(await withKeys(flags, async (keys) => keys.regenerate(keyNamed(wanted, await keys.list()).id)));
}

async function limits(
  wanted: string,
  rules: string[],
  flags: DataDirFlag & { readonly none?: boolean },
): Promise<void> {
  const wantedLimits = rules.map(limitFrom);
  const key = await withKeys(flags, async (keys) => {
    const found = keyNamed(wanted, await keys.list());
    const isToChange = wantedLimits.length > 0 || flags.none === true;
    return isToChange ? await keys.update(found.id, { limits: wantedLimits }) : found;
  });
  console.log([keyLine(key), ...key.limits.map(limitLine)].join('\n'));
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** `evenkeel keys list|create|change|revoke|restore|regenerate|limits` */
export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('API keys for programs that use the pool');
  const command = (name: string, description: string): Command =>
    keys.command(name).description(description).option('--data-dir <folder>', 'where data is kept');

  command('list', 'show the keys and what was used of them').option('--json', 'as JSON').action(list);
  const withTreatment = (one: Command): Command =>
    one
      .addOption(
        new Option('--traffic <class>', 'opportunistic: only what other keys can spare').choices(trafficClasses),
      )
      .addOption(
        new Option('--transport <policy>', 'smart: a WebSocket on request; always_http: none').choices([
          ...transportPolicies,
          'default',
        ]),
      )
      .option(
        '--sees <sections>',
        `what it may see of what accounts have left: ${usageSections.join(',')}, or nothing`,
      );

  withTreatment(command('create', 'make a key and print it, once'))
    .argument('<name>', 'what you call it')
    .option('--expires <date>', 'when it stops working')
    .option('--model <model>', 'a model that it may use; may be given several times', collect)
    .option('--limit <type:window:maximum[:model]>', 'a limit; may be given several times', collect)
    .action(create);
  withTreatment(command('change', 'change how a key is served and what it may see'))
    .argument('<id-or-name>')
    .action(change);
  command('revoke', 'refuse a key from now on')
    .argument('<id-or-name>')
    .action((wanted: string, flags: DataDirFlag) => setActive(wanted, flags, false));
  command('restore', 'let a revoked key in again')
    .argument('<id-or-name>')
    .action((wanted: string, flags: DataDirFlag) => setActive(wanted, flags, true));
  command('regenerate', 'give a key a new secret and print it, once; the old one is refused from then on')
    .argument('<id-or-name>')
    .action(regenerate);
  command('limits', 'show the limits of a key, or set them')
    .argument('<id-or-name>')
    .argument('[limit...]', 'such as requests:daily:100 or cost_usd:monthly:5; in the place of all there are')
    .option('--none', 'take all limits away')
    .action(limits);
}
