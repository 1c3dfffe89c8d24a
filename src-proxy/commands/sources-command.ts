import { text as textOf } from 'node:stream/consumers';

import type { Command } from 'commander';

import {
  modelSourceCreateSchema,
  modelSourceListSchema,
  modelSourceSummarySchema,
  modelSourceTestSchema,
  type ModelSourceActions,
  type ModelSourceCreate,
  type ModelSourceSummary,
  type ModelSourceTest,
} from '../contract/model-sources.ts';
import { Refusal } from '../contract/refusal.ts';
import { askEngine } from '../running-engine.ts';
import { jsonBody } from './account-action-commands.ts';
import { withAccounts, type DataDirFlag } from './accounts-commands.ts';
import { askSecret } from './ask-secret.ts';
import { ceilingFrom, modelFrom, sourceText } from './sources-text.ts';

const keyVariable = 'EVENKEEL_SOURCE_KEY';

/** What the commands need of sources, wherever the engine is that has them. */
interface Sources {
  list(): Promise<ModelSourceSummary[]>;
  create(wanted: ModelSourceCreate): Promise<ModelSourceSummary>;
  remove(id: string): Promise<void>;
  test(id: string): Promise<ModelSourceTest>;
}

function overHttp(origin: string): Sources {
  const url = `${origin}/api/model-sources`;
  const of = (id: string): string => `${url}/${encodeURIComponent(id)}`;
  return {
    list: async () => modelSourceListSchema.parse(await askEngine(`${url}/`)).sources,
    create: async (wanted) => modelSourceSummarySchema.parse(await askEngine(`${url}/`, jsonBody('POST', wanted))),
    remove: async (id) => {
      await askEngine(of(id), { method: 'DELETE' });
    },
    test: async (id) => modelSourceTestSchema.parse(await askEngine(`${of(id)}/test`, { method: 'POST' })),
  };
}

function inProcess(actions: ModelSourceActions): Sources {
  return {
    list: () => Promise.resolve(actions.list()),
    create: (wanted) => actions.create(wanted, 'command line'),
    remove: (id) => actions.remove(id, 'command line'),
    test: (id) => actions.test(id),
  };
}

async function withSources<Result>(flags: DataDirFlag, work: (sources: Sources) => Promise<Result>): Promise<Result> {
  return await withAccounts(flags, {
    overHttp: (origin) => work(overHttp(origin)),
    inProcess: (engine) => work(inProcess(engine.modelSources)),
  });
}

/** @throws Refusal `source_not_found` */
function sourceNamed(wanted: string, sources: readonly ModelSourceSummary[]): ModelSourceSummary {
  const found = sources.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1 && found[0]) return found[0];
  const why =
    found.length === 0
      ? `There is no source "${wanted}".`
      : `Several sources are called "${wanted}"; name one by its id.`;
  throw new Refusal('source_not_found', `${why} See: evenkeel sources list`);
}

async function list({ json, ...flags }: DataDirFlag & { readonly json?: boolean }): Promise<void> {
  const sources = await withSources(flags, (one) => one.list());
  if (json === true) console.log(JSON.stringify({ sources }, null, 2));
  else if (sources.length === 0) console.log('There are no sources. Add one with: evenkeel sources add NAME BASE-URL');
  else for (const source of sources) console.log(sourceText(source));
}

interface AddFlags extends DataDirFlag {
  readonly model?: string[];
  readonly ability?: string[];
  readonly overflow?: boolean;
  readonly ceiling?: string;
  readonly keyStdin?: boolean;
  /** False with `--no-key`. */
  readonly key: boolean;
}

async function add(name: string, baseUrl: string, given: AddFlags): Promise<void> {
  const { model = [], ability, overflow = false, ceiling, keyStdin = false, key: wantsKey, ...flags } = given;
  const apiKey = wantsKey ? await readKey(name, keyStdin) : undefined;
  const read = modelSourceCreateSchema.safeParse({
    name,
    baseUrl,
    models: model.map(modelFrom),
    isOverflow: overflow,
    ...(ability === undefined ? {} : { abilities: ability }),
    ...(ceiling === undefined ? {} : { monthlyCeilingMicroUsd: ceilingFrom(ceiling) }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  if (!read.success) throw new Refusal('validation_error', read.error.issues.map(({ message }) => message).join(' '));
  console.log(sourceText(await withSources(flags, (sources) => sources.create(read.data))));
}

/** SECURITY: never an argument, which others on this machine can see and the shell keeps. */
async function readKey(name: string, isOnStdin: boolean): Promise<string | undefined> {
  const given = isOnStdin
    ? await textOf(process.stdin)
    : (process.env[keyVariable] ?? (await askSecret(`Key of "${name}" (empty for none): `)));
  const key = given?.trim();
  if (isOnStdin && key === '')
    throw new Refusal(
      'validation_error',
      'Standard input held no key. Leave --key-stdin out for a source without one.',
    );
  return key === '' ? undefined : key;
}

async function remove(wanted: string, flags: DataDirFlag): Promise<void> {
  const { name } = await withSources(flags, async (sources) => {
    const source = sourceNamed(wanted, await sources.list());
    await sources.remove(source.id);
    return source;
  });
  console.log(`"${name}" was removed, and its key with it.`);
}

async function test(wanted: string, flags: DataDirFlag): Promise<void> {
  const result = await withSources(flags, async (sources) =>
    sources.test(sourceNamed(wanted, await sources.list()).id),
  );
  if (!result.ok) process.exitCode = 1;
  console.log([result.message, ...result.models.map((model) => `  ${model}`)].join('\n'));
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** `evenkeel sources list|add|remove|test` */
export function addSourcesCommand(program: Command): void {
  const sources = program.command('sources').description('OpenAI-compatible servers beside the accounts');
  const command = (name: string, description: string): Command =>
    sources.command(name).description(description).option('--data-dir <folder>', 'where data is kept');

  command('list', 'show the sources, their models and what they cost this month')
    .option('--json', 'as JSON')
    .action(list);
  command('add', `add a source; its key is asked for, or read from ${keyVariable}`)
    .argument('<name>', 'what you call it')
    .argument('<base-url>', 'everything before /chat/completions, such as https://api.example.com/v1')
    .option(
      '--model <name[@input/output]>',
      'a model, with its prices per million tokens; may be given several times',
      collect,
    )
    .option('--ability <ability>', 'what it can be asked for; may be given several times', collect)
    .option('--overflow', 'let it answer for models of the pool when no account can; this costs money')
    .option('--ceiling <dollars>', 'the most that it may cost in a month')
    .option('--key-stdin', 'read the key from standard input')
    .option('--no-key', 'it has no key')
    .action(add);
  command('remove', 'remove a source and its key').argument('<id-or-name>').action(remove);
  command('test', 'ask a source for its models').argument('<id-or-name>').action(test);
}
