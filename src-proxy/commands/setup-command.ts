import type { Command } from 'commander';

import { usualModels } from '../clients/offered-models.ts';
import { createClientSetups } from '../clients/set-up/client-setups.ts';
import {
  clientIdSchema,
  clientKeySchema,
  clientStatusListSchema,
  setupCheckSchema,
  setupOutcomeSchema,
  setupPreviewSchema,
  type ClientId,
  type ClientSetups,
  type SetupForm,
  type SetupPreview,
} from '../contract/client-setup.ts';
import { Refusal } from '../contract/refusal.ts';
import { askEngine, EngineRefusal, findRunningEngine } from '../running-engine.ts';
import { isLoopbackHost, resolveSettings } from '../settings/resolve-settings.ts';
import { systemClock } from '../system-clock.ts';
import { jsonBody } from './account-action-commands.ts';
import { askSecret } from './ask-secret.ts';
import { ownTerminal, type ImportTerminal } from './import-command.ts';
import { checkLines, previewText, statusLines } from './setup-text.ts';

const keyVariable = 'EVENKEEL_CLIENT_KEY';
const defaultHttpPort = 80;

export interface SetupFlags {
  readonly dataDir?: string;
  readonly port?: string;
  readonly form?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly status?: boolean;
  readonly json?: boolean;
  readonly restore?: string | boolean;
}

/** `evenkeel setup …`. Undoing needs no running engine, no database and no keychain: only the files themselves. */
export async function setupCommand(
  client: string | undefined,
  flags: SetupFlags,
  _command?: unknown,
  terminal: ImportTerminal = ownTerminal,
): Promise<void> {
  const clients = await clientsFor(flags);
  if (flags.restore !== undefined) {
    const named = typeof flags.restore === 'string' ? flags.restore : client;
    return await restore(clients, named === undefined ? [...clientIdSchema.options] : [idOf(named)], flags);
  }
  if (flags.status === true || client === undefined) return await status(clients, flags);
  await setUp(clients, idOf(client), flags, terminal);
}

function idOf(name: string): ClientId {
  const id = clientIdSchema.safeParse(name);
  if (id.success) return id.data;
  throw new Refusal(
    'not_found',
    `Evenkeel can set up ${clientIdSchema.options.join(' and ')}, and knows no "${name}".`,
  );
}

/** What was asked for; else the form in which it is set up already. */
async function formOf({ form }: SetupFlags, clients: ClientSetups, id: ClientId): Promise<SetupForm> {
  if (form === undefined) return (await clients.list()).find((client) => client.id === id)?.form ?? 'built-in';
  if (form === 'built-in' || form === 'provider') return form;
  throw new Refusal('validation_error', `--form is "${form}"; it must be built-in or provider.`);
}

/** The engine's, where it runs and means the same files; else our own. */
async function clientsFor(flags: SetupFlags): Promise<ClientSetups> {
  const { values } = resolveSettings({
    flags: {
      ...(flags.dataDir === undefined ? {} : { dataDir: flags.dataDir }),
      ...(flags.port === undefined ? {} : { port: flags.port }),
    },
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  const found = await findRunningEngine(values.dataDir);
  // Another port than the one that it has is for an engine that is yet to start there.
  const running = found !== null && (flags.port === undefined || isAt(found, values.port)) ? found : null;
  const own = createClientSetups({
    environment: process.env,
    dataDir: values.dataDir,
    origin: () => running ?? `http://127.0.0.1:${values.port}`,
    models: () => usualModels,
    demandsKey: () => values.requireApiKey || !isLoopbackHost(values.host),
    clock: systemClock,
    // The audit log is the engine's, and it is not running or speaks of other files.
    audit: () => Promise.resolve(),
  });
  if (running === null) return own;
  const remote = clientsAt(running);
  const [here, there] = await Promise.all([
    own.list(),
    remote.list().catch((error: unknown) => {
      // A dashboard with a sign-in of its own does not keep a person from their own files.
      if (error instanceof EngineRefusal) return [];
      throw error;
    }),
  ]);
  return here.every(({ path }, index) => there[index]?.path === path) ? remote : own;
}

function isAt(origin: string, port: number): boolean {
  const url = new URL(origin);
  return Number(url.port || defaultHttpPort) === port;
}

function clientsAt(origin: string): ClientSetups {
  const post = async (id: ClientId, what: string, body: object): Promise<unknown> =>
    await askEngine(`${origin}/api/clients/${id}/${what}`, jsonBody('POST', body));
  return {
    list: async () => clientStatusListSchema.parse(await askEngine(`${origin}/api/clients`)).clients,
    preview: async (id, request) => setupPreviewSchema.parse(await post(id, 'preview', request)),
    apply: async (id, request) => setupOutcomeSchema.parse(await post(id, 'apply', request)),
    restore: async (id, request) => setupOutcomeSchema.parse(await post(id, 'restore', request)),
    verify: async (id) => setupCheckSchema.parse(await post(id, 'verify', {})),
  };
}

async function status(clients: ClientSetups, { json }: SetupFlags): Promise<void> {
  const list = await clients.list();
  if (json === true) console.log(JSON.stringify({ clients: list }, null, 2));
  else for (const client of list) for (const line of statusLines(client)) console.log(line);
}

async function setUp(clients: ClientSetups, id: ClientId, flags: SetupFlags, terminal: ImportTerminal): Promise<void> {
  const form = await formOf(flags, clients, id);
  const look = (key: string | undefined): Promise<SetupPreview> => clients.preview(id, { action: 'apply', form, key });
  // SECURITY: no argument, which every program on this machine could read.
  let key = keyIn(process.env[keyVariable]);
  let preview = await look(key);
  if (preview.needsKey === true && key === undefined && flags.dryRun !== true) {
    key = keyIn(await askSecret('Evenkeel demands an API key. The key for this program: '));
    if (key !== undefined) preview = await look(key);
  }
  for (const line of previewText(preview)) console.log(line);
  if (flags.dryRun !== true && preview.needsKey === true) {
    console.error(
      `Nothing was written. Make a key with "evenkeel keys create ${id}", then say it again with ${keyVariable} set to that key.`,
    );
    process.exitCode = 1;
    return;
  }
  if (flags.dryRun === true || preview.diff === '') return;
  if (!(await isAgreed(flags, terminal, 'Write this? [y/N] '))) return;
  const { fingerprint } = preview;
  const { sentence } = await clients.apply(id, { fingerprint, form, key }, 'command line');
  console.log(sentence);
  const check = await clients.verify(id);
  for (const line of checkLines(check)) console.log(line);
  if (!check.ok) {
    console.error('The file was written, but the way is not open: see the line with NO. Mend that, or undo it.');
    process.exitCode = 1;
  }
  console.log(`Undo with: evenkeel setup --restore ${id}`);
}

/** `undefined` for none. @throws Refusal `validation_error`, without saying what was given */
function keyIn(given = ''): string | undefined {
  const trimmed = given.trim();
  if (trimmed === '') return undefined;
  const key = clientKeySchema.safeParse(trimmed);
  if (key.success) return key.data;
  const reason = key.error.issues.map(({ message }) => message).join(' ');
  throw new Refusal('validation_error', `What was given as the key (${keyVariable}) is none. ${reason}`);
}

async function restore(clients: ClientSetups, ids: readonly ClientId[], flags: SetupFlags): Promise<void> {
  for (const id of ids) {
    if (flags.dryRun === true) {
      const preview = await clients.preview(id, { action: 'restore', form: 'built-in' });
      for (const line of previewText(preview)) console.log(line);
      continue;
    }
    try {
      // Undoing was asked for by name; what it writes is what stood there before.
      console.log((await clients.restore(id, {}, 'command line')).sentence);
    } catch (error) {
      // The others are to come back all the same.
      if (!(error instanceof Error)) throw error;
      console.error(`evenkeel: ${error.message}`);
      process.exitCode = 1;
    }
  }
}

async function isAgreed(flags: SetupFlags, terminal: ImportTerminal, question: string): Promise<boolean> {
  if (flags.yes === true) return true;
  if (!terminal.interactive) {
    console.error('Nothing was written. Say --yes to write it.');
    process.exitCode = 1;
    return false;
  }
  if (await terminal.ask(question)) return true;
  console.log('Nothing was written.');
  return false;
}

/** `evenkeel setup [codex|opencode]` */
export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('point the Codex CLI or OpenCode here, or undo it; alone it shows how they stand')
    .argument('[client]', clientIdSchema.options.join(' or '))
    .option('--dry-run', 'show the change and write nothing')
    .option('--yes', 'do not ask')
    .option('--form <built-in|provider>', 'how Codex is pointed here; provider is for old versions')
    .option('--status', 'show how each client stands')
    .option('--json', 'with --status, as JSON')
    .option('--restore [client]', 'undo, for one client or for all; Evenkeel need not be running')
    .option('--port <number>', 'where Evenkeel answers, or will')
    .option('--data-dir <folder>', 'where data is kept')
    .action(setupCommand);
}
