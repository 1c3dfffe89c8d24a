import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { AttemptRecord, RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { Speech } from '../i18n/speech.ts';
import { candidateReason, decisionReason, errorWords, refusalText } from './engine-text.ts';
import { menuLines, menuText } from './menu-text.ts';
import { requestLine } from './request-line.ts';
import { joinSections, line, type TrayItem, type TraySubmenu } from './tray-item.ts';

export interface DecisionMenuInput {
  readonly request: RequestLogEntry;
  /** The place in the menu, from 0. */
  readonly place: number;
  readonly accounts: readonly AccountSummary[];
  readonly nowMs: number;
  readonly speech: Speech;
}

const attemptsShown = 3;
const candidatesShown = 5;

/** One recent request: where it went, and why there and not elsewhere. */
export function decisionMenu({ request, place, accounts, nowMs, speech }: DecisionMenuInput): TraySubmenu {
  const { say } = speech;
  const id = `request:${place}`;
  const nameOf = (accountId: string): string =>
    menuText(accounts.find((account) => account.accountId === accountId)?.displayName ?? say.account.gone);
  const attempts = request.attempts.slice(-attemptsShown);
  const decision = attempts.at(-1)?.decision ?? request.refusedDecision;
  return {
    kind: 'submenu',
    id,
    label: requestLine(request, accounts, speech),
    items: joinSections([
      read(
        `${id}:why`,
        attempts.flatMap((attempt) => attemptLines(attempt, nameOf, speech)),
      ),
      read(`${id}:other`, decision === undefined || decision === null ? [] : othersOf(decision, nameOf, speech, nowMs)),
      read(`${id}:error`, menuLines(errorText(request, speech))),
      [line(`${id}:details`, say.request.details, 'open-dashboard')],
    ]),
  };
}

function read(id: string, texts: readonly string[]): TrayItem[] {
  return texts.map((text, index) => line(`${id}:${index}`, text));
}

function attemptLines(
  { accountId, decision, errorCode }: AttemptRecord,
  nameOf: (id: string) => string,
  speech: Speech,
): string[] {
  const { request: say } = speech.say;
  const attempt = say.attempt(nameOf(accountId), decisionReason(decision, speech));
  return menuLines(errorCode === null ? attempt : say.thenFailed(attempt, errorWords(errorCode, speech)), { most: 3 });
}

function errorText({ errorCode, errorMessage }: RequestLogEntry, speech: Speech): string {
  return errorMessage === null ? '' : refusalText({ code: errorCode, message: errorMessage }, speech);
}

/** Why the others were not taken. */
function othersOf(
  decision: AttemptRecord['decision'],
  nameOf: (id: string) => string,
  speech: Speech,
  nowMs: number,
): string[] {
  const { say, count } = speech;
  const others = decision.candidates.filter(({ verdict }) => verdict !== 'chosen');
  const more = others.length - candidatesShown;
  return [
    ...others.slice(0, candidatesShown).flatMap((candidate) => {
      const reason = candidateReason(candidate, decision, speech, nowMs);
      return menuLines(say.request.not(nameOf(candidate.accountId), reason), { most: 2 });
    }),
    ...(more > 0 ? [say.request.more(count(more))] : []),
  ];
}
