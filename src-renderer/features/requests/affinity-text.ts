import type { RequestLogEntry } from '#contract/request-log.ts';

import { messages } from '../../i18n/messages.ts';

interface Words {
  readonly nameOf: (accountId: string) => string;
  readonly count: (value: number) => string;
}

/** What became of the conversation's place, and what that cost; `null` for a request that belongs to none. */
export function affinityText(
  { affinity, movedFrom, coldTokens }: Pick<RequestLogEntry, 'affinity' | 'movedFrom' | 'coldTokens'>,
  { nameOf, count }: Words,
): string | null {
  if (affinity === null) return null;
  const t = messages.detail;
  const isMove = movedFrom !== null && affinity.bound === 'moved';
  const parts = [
    isMove ? t.movedFrom(nameOf(movedFrom)) : t.affinities[affinity.bound],
    ...(movedFrom !== null && !isMove ? [t.movedFrom(nameOf(movedFrom))] : []),
    ...(coldTokens === null ? [] : [t.coldTokens(count(coldTokens))]),
  ];
  return parts.join(' ');
}
