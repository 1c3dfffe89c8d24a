import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { RefusalCode } from '../../src-proxy/contract/refusal.ts';
import type { AttemptRecord, Candidate } from '../../src-proxy/contract/request-log.ts';
import type { Said } from '../../src-proxy/contract/said.ts';
import * as decisions from '../../src-proxy/contract/spoken/decision-words.ts';
import { fillFacts, type WriteFact } from '../../src-proxy/contract/spoken/fill-facts.ts';
import * as status from '../../src-proxy/contract/spoken/status-words.ts';
import type { Speech } from '../i18n/speech.ts';
import { windowLength, windowName } from './usage-windows.ts';

/** What the engine says, in the language of the tray; in English, and where there are no other words, the engine's own. */

const isoTime = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const lastStop = /[.。]$/;

/** Why an account is not active; `null` when it is. */
export function statusReason(account: AccountSummary, { engine }: Speech): string | null {
  return status.statusReason(account, engine?.said ?? null);
}

/** What the upstream last said of an account, and what to do where we believe otherwise. */
export function upstreamView({ upstream, suggestion }: AccountSummary['verdict'], speech: Speech): string {
  const { engine } = speech;
  const parts = upstream.said?.map((one) => spoken(one, speech)) ?? [null];
  const view = engine === null || parts.includes(null) ? upstream.text : parts.join(' ');
  const advice = suggestion === null ? '' : (engine?.said['verdict.suggestion'] ?? suggestion);
  return `${view} ${advice}`;
}

/** Why a decision was made as it was, without the full stop. */
export function decisionReason(decision: AttemptRecord['decision'], { engine }: Speech): string {
  return decisions.decisionReason(decision, engine).replace(lastStop, '');
}

/** Why an account was, or was not, the choice. */
export function candidateReason(
  candidate: Candidate,
  decision: Pick<AttemptRecord['decision'], 'strategy' | 'candidates'>,
  speech: Speech,
  nowMs: number,
): string {
  return decisions
    .candidateSentence(candidate, decision, speech.engine)
    .replace(isoTime, (time) => speech.moment(Date.parse(time), nowMs));
}

/** What a refusal means. It names nothing where it is a translation. */
export function refusalText(
  { code, message }: { readonly code: string | null; readonly message: string },
  { engine }: Speech,
) {
  return (code === null ? undefined : engine?.refusals[code as RefusalCode]) ?? message;
}

/** The same where there is room for the engine's own sentence, which names what it is about. */
export function refusalTexts(refusal: { readonly code: string; readonly message: string }, speech: Speech): string {
  const text = refusalText(refusal, speech);
  return text === refusal.message ? text : `${text}\n\n${refusal.message}`;
}

/** An error's code as a few words. */
export function errorWords(code: string, speech: Speech): string {
  return refusalText({ code, message: code.replaceAll('_', ' ') }, speech).replace(lastStop, '');
}

function spoken({ code, facts }: Said, speech: Speech): string | null {
  const template = speech.engine?.said[code];
  return template === undefined ? null : fillFacts(template, facts, writer(speech));
}

function writer(speech: Speech): WriteFact {
  return (fact, name, kind) => {
    if (kind === 'percent') return speech.percent(Number(fact));
    if (kind === 'window') return windowName(windowLength(Number(fact), 'short'), speech);
    if (typeof fact === 'number' && name.endsWith('Ms')) return speech.span(fact);
    return String(fact);
  };
}
