import { apiKeySentence, readingOf, statedTokens } from '../stated-tokens.ts';
import { isRecord, problem, textOf, type AccountFormat } from '../reading.ts';

const remedy = 'Export the account again with its credentials, or sign in to it here.';

/** One account of a Sub2API export: `{name, platform:'openai', type:'oauth', credentials:{access_token, …}}`. */
export const sub2apiAccount: AccountFormat = (value) => {
  const { credentials } = value;
  const platform = textOf(value, ['platform']);
  if (!isRecord(credentials) || platform === null) return null;
  if (platform.toLowerCase() !== 'openai')
    return [
      problem(
        'sub2api',
        'other_service',
        'This is an account of another service. Evenkeel pools ChatGPT accounts; export only those of the platform openai.',
      ),
    ];
  if (textOf(credentials, ['api_key', 'apiKey']) !== null) return [problem('sub2api', 'api_key', apiKeySentence)];
  return [readingOf('sub2api', statedTokens(credentials, value), remedy)];
};
