import { settingDeclarations, type Settings } from './settings.ts';

/**
 * Why a decision was made as it was: the sentence that is kept with it, by its code. The code is found again by the
 * sentence, so that decisions need not keep both, and those of before have one too.
 */
export const decisionReasons = {
  stays: 'the conversation lives on this account',
  insists: 'nobody else can serve the request, although this account is resting',
  waits: 'the conversation waits for its own account, which is back in a moment',
  owner_cannot: 'one account alone can serve the request, and it cannot',
  substitute: 'the conversation was here last, and its own account cannot serve',
  recovery_probe: 'this account is tried again after a bad spell',
  all_resting_home: 'every account is resting after failures; the conversation lives on this one',
  all_resting_first: 'every account is resting after failures; this one is due first',
  single_unnamed: 'single_account is chosen, but no account is named for it',
  nobody: 'no account can serve',
  probe: 'a person asked for exactly this account',
  source_alone: 'only a source serves this model',
  source_stands_in: 'pool dry: a source stands in',
} as const;

type StrategyReason = `by_${Settings['routingStrategy']}`;
export type DecisionReason = keyof typeof decisionReasons | StrategyReason;

const strategyReasons = settingDeclarations.routingStrategy.schema.options.map((name): StrategyReason => `by_${name}`);
/** Every code that a decision can have: one for each strategy's own pick too. */
export const decisionReasonCodes: readonly DecisionReason[] = [
  ...(Object.keys(decisionReasons) as (keyof typeof decisionReasons)[]),
  ...strategyReasons,
];

const bySentence = new Map<string, DecisionReason>(
  Object.entries(decisionReasons).map(([code, sentence]) => [sentence, code as keyof typeof decisionReasons]),
);

/** What a strategy's pick is kept with. `words` are the strategy's own, as the end of "this account …". */
export function strategyReason(words: string, strategy: string): string {
  return `this account ${words} (${strategy})`;
}

/** The code of a decision's sentence; `null` for one that nobody knows any more. */
export function decisionReasonOf({
  reason,
  strategy,
}: {
  readonly reason: string;
  readonly strategy: string;
}): DecisionReason | null {
  const known = bySentence.get(reason);
  if (known !== undefined) return known;
  if (!reason.startsWith('this account ') || !reason.endsWith(` (${strategy})`)) return null;
  return strategyReasons.find((code) => code === `by_${strategy}`) ?? null;
}
