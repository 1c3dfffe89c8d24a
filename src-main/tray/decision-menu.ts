import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { AttemptRecord, Candidate, RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import { menuLines, menuText } from './menu-text.ts';
import { requestLine } from './request-line.ts';
import { joinSections, line, type TrayItem, type TraySubmenu } from './tray-item.ts';

export interface DecisionMenuInput {
  readonly request: RequestLogEntry;
  /** The place in the menu, from 0. */
  readonly place: number;
  readonly accounts: readonly AccountSummary[];
  readonly clockText: (ms: number) => string;
}

const attemptsShown = 3;
const candidatesShown = 5;

/** One recent request: where it went, and why there and not elsewhere. */
export function decisionMenu({ request, place, accounts, clockText }: DecisionMenuInput): TraySubmenu {
  const id = `request:${place}`;
  const nameOf = (accountId: string): string =>
    menuText(accounts.find((account) => account.accountId === accountId)?.displayName ?? 'an account that is gone');
  const attempts = request.attempts.slice(-attemptsShown);
  const decision = attempts.at(-1)?.decision ?? request.refusedDecision;
  return {
    kind: 'submenu',
    id,
    label: requestLine(request, accounts, clockText),
    items: joinSections([
      read(
        `${id}:why`,
        attempts.flatMap((attempt) => attemptLines(attempt, nameOf)),
      ),
      read(`${id}:other`, othersOf(decision?.candidates ?? [], nameOf)),
      read(`${id}:error`, request.errorMessage === null ? [] : menuLines(request.errorMessage)),
      [line(`${id}:details`, 'Details in the dashboard', 'open-dashboard')],
    ]),
  };
}

function read(id: string, texts: readonly string[]): TrayItem[] {
  return texts.map((text, index) => line(`${id}:${index}`, text));
}

function attemptLines({ accountId, decision, errorCode }: AttemptRecord, nameOf: (id: string) => string): string[] {
  const end = errorCode === null ? '' : ` · then ${errorCode.replaceAll('_', ' ')}`;
  return menuLines(`${nameOf(accountId)}: ${decision.reason}${end}`, { most: 2 });
}

/** Why the others were not taken. */
function othersOf(candidates: readonly Candidate[], nameOf: (id: string) => string): string[] {
  const others = candidates.filter(({ verdict }) => verdict !== 'chosen');
  const more = others.length - candidatesShown;
  return [
    ...others
      .slice(0, candidatesShown)
      .flatMap(({ accountId, detail }) => menuLines(`Not ${nameOf(accountId)}: ${detail}`, { most: 2 })),
    ...(more > 0 ? [`${more} more`] : []),
  ];
}
