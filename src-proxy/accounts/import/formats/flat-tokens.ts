import { holdsTokens, readingOf, statedTokens } from '../stated-tokens.ts';
import { problem, textOf, type AccountFormat } from '../reading.ts';

const remedies = {
  'cli-proxy-api': 'Sign in there again (`-codex-login`) and import the new file.',
  tokens: 'Run `codex login` and import the auth.json that it writes, or add the account with the browser.',
};
/** What CLIProxyAPI and its relatives write for other services, and nobody for anything else. */
const otherServices = new Map([
  ['claude', 'Claude'],
  ['anthropic', 'Claude'],
  ['gemini', 'Gemini'],
  ['gemini-cli', 'Gemini'],
  ['antigravity', 'Antigravity'],
  ['vertex', 'Vertex AI'],
  ['qwen', 'Qwen'],
  ['iflow', 'iFlow'],
  ['kimi', 'Kimi'],
  ['xai', 'xAI'],
  ['kiro', 'Kiro'],
  ['github-copilot', 'GitHub Copilot'],
]);

/**
 * Tokens without a wrapper: CLIProxyAPI's `codex-*.json` (`{type:'codex', id_token, access_token, refresh_token,
 * account_id, email, last_refresh, expired}`), and what other pools export in either spelling.
 */
export const flatTokens: AccountFormat = (value) => {
  const type = textOf(value, ['type'])?.toLowerCase() ?? null;
  const service = type === null ? undefined : otherServices.get(type);
  if (service !== undefined)
    return [
      problem(
        'cli-proxy-api',
        'other_service',
        `This is a sign-in to ${service}. Evenkeel pools ChatGPT accounts; choose the files of those.`,
      ),
    ];
  if (!holdsTokens(value)) return null;
  const format = type === 'codex' ? 'cli-proxy-api' : 'tokens';
  return [readingOf(format, statedTokens(value), remedies[format])];
};
