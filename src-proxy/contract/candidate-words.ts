/** What is said of an account in a routing decision, in one language. Times are handed in as they are to stand there. */
export interface CandidateWords {
  readonly percent: (value: number) => string;
  /** Why an account could not be chosen, by its code. `{figure}`, `{cause}` and `{until}`, which may be empty, are filled in. */
  readonly out: Readonly<Record<string, string>>;
  /** Filled in for `{until}`, with `{at}`. */
  readonly until: string;
  /** What stands before how much is left, by the code. */
  readonly openings: Readonly<Record<string, string>>;
  /** What is left: `{long}` and `{short}` are percentages. */
  readonly left: { readonly both: string; readonly long: string; readonly short: string; readonly unknown: string };
  /** `{percent}` of the window that tells the two apart. */
  readonly compared: { readonly less: string; readonly more: string };
  /** What each strategy goes by, with `{figure}` or `{at}`. */
  readonly strategies: {
    readonly rest: string;
    readonly turnNever: string;
    readonly turn: string;
    readonly chance: string;
    readonly plan: string;
    readonly startsAnew: string;
    readonly startUnknown: string;
    readonly place: string;
    readonly placeNone: string;
  };
  /** Model sources that were looked at, by the code. They are kept as sentences, with figures that English alone tells. */
  readonly sources: Readonly<Record<string, string>>;
  readonly separator: string;
}

/** English is what the log, the command line and the API speak. A code that is not listed is said by its own words. */
export const englishCandidateWords: CandidateWords = {
  percent: (value) => `${Math.round(value * 10) / 10}%`,
  out: {
    tried: 'tried for this request: {cause}',
    cooldown: 'resting after too many requests at once{until}',
    backoff: 'resting after failures{until}',
    grace: 'cannot serve just now{until}: so near that the conversation waits for it',
    account_response_create_cap: 'takes {figure} requests at a time that wait for their first word, and has them',
    account_stream_cap: 'takes {figure} streams at a time, and has them',
    circuit_open: 'cut off after failures in a row',
    model_not_served: 'does not serve the model that is asked for',
    model_not_listed: 'does not list the model that is asked for, and another account does',
    model_limited: 'has used up its allowance of the model that is asked for{until}',
    not_the_single_account: 'not the one account that is to be used',
    not_the_owner: 'does not hold what the request speaks of; another account does',
    kept_for_foreground: 'kept for requests that do not yield, from {figure}% left on down',
    kept_as_unknown: 'kept for requests that do not yield, because nobody knows enough of what is left',
  },
  until: ', until {at}',
  openings: {
    home: 'the conversation lives here',
    substitute: 'the conversation was here last while its own account cannot serve',
    recovery_probe: 'tried again after a bad spell',
    last_resort: 'resting, but due first',
    conversation_elsewhere: 'the conversation lives elsewhere',
    draining: 'nearly used up or failing of late, and others are not',
    probing: 'recovering from a bad spell, and others need not',
    recovery_elsewhere: 'another account is tried again after a bad spell',
    not_burn_first: 'another account is to be used up first',
    over_budget: 'hardly anything left of the 5-hour window, and others have more',
    preserved: 'kept back by its owner',
    resets_later: 'starts anew later than others',
  },
  left: {
    both: '{long} of the long window and {short} of the 5-hour window left',
    long: '{long} of the long window left',
    short: '{short} of the 5-hour window left',
    unknown: 'nobody has told how much is left',
  },
  compared: { less: '{percent} less than the chosen', more: '{percent} more than the chosen' },
  strategies: {
    rest: 'at rest until {at}',
    turnNever: 'not chosen yet in this run',
    turn: 'last chosen as number {figure}',
    chance: 'its chance was {figure}%',
    plan: 'a plan of {figure} credits',
    startsAnew: 'starts anew {at}',
    startUnknown: 'nobody knows when it starts anew',
    place: "number {figure} in its owner's order",
    placeNone: "not placed in its owner's order",
  },
  sources: {},
  separator: ', ',
};
