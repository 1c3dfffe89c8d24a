import type { ClientSnippet } from '../contract/client-snippet.ts';
import { linesOf, statementsFor } from './set-up/codex-block.ts';

const file = '~/.codex/config.toml';

/** The forms in which the Codex CLI can be pointed here, simplest first. */
export function codexSnippets(origin: string): ClientSnippet[] {
  const localhost = origin.replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost');
  const numeric = origin.replace('localhost', '127.0.0.1');
  const provider = [
    '[model_providers.evenkeel]',
    '# "OpenAI" lets the CLI use the upstream\'s own compaction',
    'name = "OpenAI"',
    `base_url = "${numeric}/backend-api/codex"`,
    'wire_api = "responses"',
  ];
  const top = ['model = "gpt-5.5"', 'model_provider = "evenkeel"'];
  const built = statementsFor({ origin, form: 'built-in' });
  return [
    {
      id: 'codex-built-in',
      client: 'Codex CLI and IDE extension',
      title: 'Two lines: your threads stay, with or without a login',
      file,
      text: `${linesOf(built.top).join('\n')}\n`,
      note: 'Put both at the top of the file, before any [section]. Needs a current Codex: 0.98 ignores openai_base_url. The two addresses differ on purpose (127.0.0.1 and localhost).',
    },
    {
      id: 'codex-a',
      client: 'Codex CLI',
      title: 'A provider of its own: no login, no key, also for old versions',
      file,
      text: `${[...top, '', ...provider].join('\n')}\n`,
      note: 'Works without `codex login`. Threads begun before are hidden while it is in place. Put the first two lines at the top of the file, before any [section].',
    },
    {
      id: 'codex-b',
      client: 'Codex CLI and IDE extension',
      title: 'With your own Codex login: keeps the model picker',
      file,
      text: `${[...top, '', ...provider, 'requires_openai_auth = true'].join('\n')}\n`,
      note: 'Needs `codex login`. Model calls come to Evenkeel; with a ChatGPT login the CLI still asks chatgpt.com about your own account.',
    },
    {
      id: 'codex-c',
      client: 'Codex CLI and IDE extension',
      title: 'With your own Codex login, nothing sent past Evenkeel',
      file,
      text: `${[...top, `chatgpt_base_url = "${localhost}/backend-api"`, '', ...provider, 'requires_openai_auth = true'].join('\n')}\n`,
      note: 'The two addresses differ on purpose (localhost and 127.0.0.1). Were they the same, the CLI would leave Evenkeel out and call chatgpt.com itself.',
    },
  ];
}
