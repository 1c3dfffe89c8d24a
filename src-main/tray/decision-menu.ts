import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { AttemptRecord, Candidate, RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { Speech } from '../i18n/speech.ts';
import { menuLines, menuText } from './menu-text.ts';
import { requestLine } from './request-line.ts';
import { joinSections, line, type TrayItem, type TraySubmenu } from './tray-item.ts';

export interface DecisionMenuInput {
  readonly request: RequestLogEntry;
  /** The place in the menu, from 0. */
  readonly place: number;
  readonly accounts: readonly AccountSummary[];
  readonly speech: Speech;
}

const attemptsShown = 3;
const candidatesShown = 5;

/** One recent request: where it went, and why there and not elsewhere. */
export function decisionMenu({ request, place, accounts, speech }: DecisionMenuInput): TraySubmenu {
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
      read(`${id}:other`, othersOf(decision?.candidates ?? [], nameOf, speech)),
      read(`${id}:error`, request.errorMessage === null ? [] : menuLines(request.errorMessage)),
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
  { say }: Speech,
): string[] {
  const attempt = say.request.attempt(nameOf(accountId), decision.reason);
  return menuLines(errorCode === null ? attempt : say.request.thenFailed(attempt, errorCode.replaceAll('_', ' ')), {
    most: 2,
  });
}

/** Why the others were not taken. */
function othersOf(candidates: readonly Candidate[], nameOf: (id: string) => string, { say, count }: Speech): string[] {
  const others = candidates.filter(({ verdict }) => verdict !== 'chosen');
  const more = others.length - candidatesShown;
  return [
    ...others
      .slice(0, candidatesShown)
      .flatMap(({ accountId, detail }) => menuLines(say.request.not(nameOf(accountId), detail), { most: 2 })),
    ...(more > 0 ? [say.request.more(count(more))] : []),
  ];
}
