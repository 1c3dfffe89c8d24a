import { codexAuth } from './formats/codex-auth.ts';
import { exportedAccount } from './formats/exported-account.ts';
import { flatTokens } from './formats/flat-tokens.ts';
import { opencodeAuth } from './formats/opencode-auth.ts';
import { sub2apiAccount } from './formats/sub2api-account.ts';
import { isRecord, problem, type JsonRecord, type Problem, type Reading } from './reading.ts';
import { apiKeySentence } from './stated-tokens.ts';

/** Those that wrap another format come before it. */
const formats = [exportedAccount, sub2apiAccount, codexAuth, opencodeAuth, flatTokens];
/** The member that holds a pool's accounts; what stands beside it (proxies, settings) is no account. */
const poolNames = ['accounts', 'tokens', 'items', 'data', 'sessions'];
/** Pools are flat: a list in a member of an answer is the deepest that anybody writes. */
const deepest = 5;

/**
 * Every sign-in in a parsed file, in its order: the file itself, the items of a list, the accounts of a wrapper, the values
 * of an object. What cannot be read is a problem in its place, so that nothing goes missing in silence.
 */
export function findReadings(value: unknown, depth = 0): Reading[] {
  if (typeof value === 'string') return [bareToken(value)];
  if (depth > deepest) return [notRecognised()];
  if (Array.isArray(value)) {
    const found = value.flatMap((item) => findReadings(item, depth + 1));
    return found.length === 0 ? [notRecognised()] : found;
  }
  if (!isRecord(value)) return [notRecognised()];
  for (const format of formats) {
    const readings = format(value);
    if (readings !== null) return readings;
  }
  return inside(value, depth);
}

function inside(value: JsonRecord, depth: number): Reading[] {
  const pool = poolNames.find((name) => Object.hasOwn(value, name) && isContainer(value[name]));
  if (pool !== undefined) return findReadings(value[pool], depth + 1);
  const found = Object.values(value)
    .filter(isContainer)
    .flatMap((member) => findReadings(member, depth + 1));
  // Around one sign-in stands much that is none; only where there is none at all is that worth saying.
  const accounts = found.filter((reading) => reading.format !== null);
  return accounts.length > 0 ? accounts : [found[0] ?? notRecognised()];
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

export function notRecognised(): Problem {
  return problem(
    null,
    'not_recognised',
    'There is no sign-in in it that Evenkeel knows. Choose the auth.json of Codex or OpenCode, or what another account pool exports.',
  );
}

/** A token without the rest says neither whose it is nor how to renew it. */
export function bareToken(text: string): Problem {
  if (text.startsWith('sk-')) return problem('tokens', 'api_key', apiKeySentence);
  return problem(
    null,
    'bare_token',
    'This is text, perhaps a token alone. A sign-in needs its access token and its refresh token together: import the whole auth.json, or add the account with the browser.',
  );
}
