import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A person's machine as far as the Codex CLI sees it: a home, its settings, a project folder. */
export interface CodexHome extends AsyncDisposable {
  readonly home: string;
  readonly codexHome: string;
  readonly project: string;
  authFile(): Promise<string>;
}

export interface CodexHomeOptions {
  /** `config.toml` */
  readonly config: string;
  /** `auth.json`; without it nobody is signed in. */
  readonly auth?: string;
}

export async function makeCodexHome({ config, auth }: CodexHomeOptions): Promise<CodexHome> {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-codex-'));
  const codexHome = join(home, '.codex');
  const project = join(home, 'project');
  await mkdir(codexHome);
  await mkdir(project);
  await writeFile(join(codexHome, 'config.toml'), config);
  if (auth !== undefined) await writeFile(join(codexHome, 'auth.json'), auth, { mode: 0o600 });
  return {
    home,
    codexHome,
    project,
    authFile: () => readFile(join(codexHome, 'auth.json'), 'utf8'),
    // A helper that the CLI left behind may still write for a moment.
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** Settings above all tables. The CLI must ask nobody for updates and tell nobody what it does. */
export interface CodexConfig {
  readonly origin: string;
  readonly model?: string;
  /** Lines before the first table. */
  readonly top?: readonly string[];
  /** Lines in the provider's table. */
  readonly provider?: readonly string[];
}

/** `config.toml` in the form that Evenkeel's own snippet has (form A), with whatever a test adds. */
export function codexConfig({ origin, model = 'gpt-5.5', top = [], provider = [] }: CodexConfig): string {
  return [
    `model = "${model}"`,
    'model_provider = "evenkeel"',
    'check_for_update_on_startup = false',
    ...top,
    '[analytics]',
    'enabled = false',
    '[model_providers.evenkeel]',
    'name = "OpenAI"',
    `base_url = "${origin}/backend-api/codex"`,
    'wire_api = "responses"',
    ...provider,
    '',
  ].join('\n');
}

/** Form C: signed in with ChatGPT, and no contact to chatgpt.com. `localhost` on purpose: another origin than base_url. */
export function signedInCodexConfig(config: CodexConfig): string {
  const port = new URL(config.origin).port;
  return codexConfig({
    ...config,
    top: [`chatgpt_base_url = "http://localhost:${port}/backend-api"`, ...(config.top ?? [])],
    provider: ['requires_openai_auth = true', ...(config.provider ?? [])],
  });
}

/** The CLI's own provider, sent to us by one line: then it begins with a WebSocket. */
export function builtInProviderConfig(origin: string): string {
  return [
    'model = "gpt-5.5"',
    `openai_base_url = "${origin}/backend-api/codex"`,
    'check_for_update_on_startup = false',
    '[analytics]',
    'enabled = false',
    '',
  ].join('\n');
}
