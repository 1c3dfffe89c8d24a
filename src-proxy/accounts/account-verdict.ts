import type { AccountVerdict } from '../contract/account.ts';
import type { Facts, Said } from '../contract/said.ts';
import type { VerdictCode } from '../contract/spoken-codes.ts';
import type { UsageSample, UsageWindow } from '../storage/store.ts';
import type { Account } from './account.ts';
import { statusSentence } from './account-sentences.ts';
import { usableFromMs } from './account-state.ts';
import { coarseMs, durationWords, windowName } from './duration-words.ts';
import { hasCredits, hasRoom, isLimited, limitEndMs } from './standing.ts';

/** The part of an account that a verdict is about. */
export type JudgedAccount = Pick<Account, 'standing' | 'rests' | 'usage' | 'lastError'>;

/** What we believe about an account beside what the upstream last said about it. Pure. */
export function verdictOf(account: JudgedAccount, nowMs: number): AccountVerdict {
  const [believed, usable] = [weBelieve(account, nowMs), upstreamSays(account, nowMs)];
  const agree = believed === null || usable === null || believed === usable;
  const atMs = Math.max(account.usage?.atMs ?? 0, refusalOf(account)?.atMs ?? 0);
  return {
    ours: ourView(account, nowMs),
    upstream: {
      usable,
      text: upstreamText(account, nowMs),
      said: saidUpstream(account, nowMs),
      at: atMs === 0 ? null : new Date(atMs).toISOString(),
    },
    agree,
    suggestion: agree ? null : 'Probe it to settle this.',
  };
}

/** Whether there is allowance by what we hold; `null` where that is not why the account is out. */
function weBelieve({ standing }: JudgedAccount, nowMs: number): boolean | null {
  if (standing.status === 'active') return true;
  const endMs = limitEndMs(standing);
  return endMs === null ? null : endMs <= nowMs;
}

/** Whether there is allowance by the upstream's last word, which is its usage report or a refusal since. */
function upstreamSays({ standing, usage }: JudgedAccount, nowMs: number): boolean | null {
  const wasRefusedSince = isLimited(standing) && (standing.blockedAtMs ?? 0) >= (usage?.atMs ?? 0);
  if (wasRefusedSince) return (limitEndMs(standing) ?? 0) <= nowMs ? null : false;
  if (usage === null || (windowsOf(usage).length === 0 && usage.credits === null)) return null;
  return hasRoom(usage, nowMs) || hasCredits(usage);
}

function ourView(account: JudgedAccount, nowMs: number): AccountVerdict['ours'] {
  const fromMs = usableFromMs(account);
  const { status, deactivationReason: reason } = account.standing;
  if (fromMs === null) {
    const text = statusSentence(account.standing) ?? 'Not in service.';
    return { usable: false, text, said: said('verdict.out', { status, reason }) };
  }
  if (fromMs <= nowMs) return { usable: true, text: 'Ready.', said: said('verdict.ready', {}) };
  const leftMs = fromMs - nowMs;
  const left = durationWords(leftMs);
  if (weBelieve(account, nowMs) === false) {
    const text = `${statusSentence(account.standing) ?? ''} That should be in ${left}.`;
    return { usable: false, text, said: said('verdict.back_in', { status, reason, leftMs: coarseMs(leftMs) }) };
  }
  const isBurst = account.rests.cooldownUntilMs >= fromMs;
  const text = `Resting after ${isBurst ? 'a burst of requests' : 'several errors in a row'}, for another ${left}.`;
  return {
    usable: false,
    text,
    said: said(isBurst ? 'verdict.rest_burst' : 'verdict.rest_errors', { leftMs: coarseMs(leftMs) }),
  };
}

/** Only codes that every language has words for. */
function said(code: VerdictCode, facts: Facts): Said {
  return { code, facts };
}

/** The same as `upstreamText`, as codes and facts. */
function saidUpstream(account: JudgedAccount, nowMs: number): Said[] {
  const { usage } = account;
  const refusal = refusalOf(account);
  const parts = [
    ...(usage === null ? [] : windowsOf(usage).map((window) => saidOfWindow(window, nowMs))),
    ...(usage === null ? [] : saidOfCredits(usage)),
    ...(refusal === null
      ? []
      : [said('verdict.refusal', { code: refusal.code, agoMs: coarseMs(Math.max(0, nowMs - refusal.atMs)) })]),
  ];
  return parts.length === 0 ? [said('verdict.silent', {})] : parts;
}

function saidOfWindow({ usedPercent, windowMinutes, resetAtMs }: UsageWindow, nowMs: number): Said {
  if (resetAtMs !== null && resetAtMs <= nowMs) return said('verdict.window_reset', { windowMinutes });
  const facts = { windowMinutes, usedPercent };
  if (resetAtMs === null) return said('verdict.window_open', facts);
  return said('verdict.window', { ...facts, resetsMs: coarseMs(resetAtMs - nowMs) });
}

function saidOfCredits({ credits }: UsageSample): Said[] {
  if (credits?.unlimited === true) return [said('verdict.credits_unlimited', {})];
  if (credits?.has !== true) return [];
  if (credits.balance === null) return [said('verdict.credits_some', {})];
  return [said('verdict.credits', { balance: credits.balance })];
}

function upstreamText(account: JudgedAccount, nowMs: number): string {
  const { usage } = account;
  const windows = usage === null ? [] : windowsOf(usage).map((window) => windowText(window, nowMs));
  const parts = [...windows, ...(usage === null ? [] : creditsText(usage))].join(', ');
  const report = parts === '' ? null : `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`;
  const refusal = refusalOf(account);
  const refused = refusal && `Last refusal: ${refusal.code}, ${durationWords(Math.max(0, nowMs - refusal.atMs))} ago.`;
  const said = [report, refused].filter((sentence) => sentence !== null);
  return said.length === 0 ? 'The upstream has not said anything yet.' : said.join(' ');
}

function windowsOf(usage: UsageSample): UsageWindow[] {
  return [usage.primary, usage.secondary, usage.monthly].filter((window) => window !== null);
}

function windowText({ usedPercent, windowMinutes, resetAtMs }: UsageWindow, nowMs: number): string {
  const name = windowName(windowMinutes);
  if (resetAtMs !== null && resetAtMs <= nowMs) return `${name} reset since`;
  // What is nearly used up is not used up.
  const percent = usedPercent < 100 ? Math.min(99, Math.round(usedPercent)) : 100;
  const reset = resetAtMs === null ? '' : ` (resets in ${durationWords(resetAtMs - nowMs)})`;
  return `${name} ${percent}% used${reset}`;
}

function creditsText({ credits }: UsageSample): string[] {
  if (credits === null) return [];
  if (credits.unlimited) return ['unlimited credits'];
  return credits.has ? [credits.balance === null ? 'credits left' : `${credits.balance} credits left`] : [];
}

/** The upstream's last refusal of this account. A connection that failed on the way says nothing of the upstream's. */
function refusalOf({ standing, lastError }: JudgedAccount): { code: string; atMs: number } | null {
  const limit =
    isLimited(standing) && standing.deactivationReason !== null && standing.blockedAtMs !== null
      ? { code: standing.deactivationReason, atMs: standing.blockedAtMs }
      : null;
  const error =
    lastError === null || lastError.statusCode === null
      ? null
      : { code: lastError.code ?? `HTTP ${lastError.statusCode}`, atMs: Date.parse(lastError.at) };
  if (limit === null || error === null) return limit ?? error;
  return error.atMs > limit.atMs ? error : limit;
}
