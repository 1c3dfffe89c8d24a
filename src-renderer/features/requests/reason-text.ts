import { messages } from '../../i18n/messages.ts';

const isoTime = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A reason as a sentence. The engine gives times as ISO-8601, which nobody reads; `moment` says them. */
export function sentenceOf(reason: string, moment: (atMs: number) => string = String): string {
  const text = reason.replace(isoTime, (time) => moment(Date.parse(time))).trim();
  if (text === '') return '';
  const opened = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?…。！？]$/.test(opened) ? opened : `${opened}${messages.detail.fullStop}`;
}

/** What a person calls a strategy; one that this page does not know keeps its own name. */
export function strategyTitle(strategy: string): string {
  const known: Readonly<Record<string, { readonly name: string }>> = messages.routing.strategies;
  return known[strategy]?.name ?? strategy;
}
