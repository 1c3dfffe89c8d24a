import type { WindowForecast } from '#contract/forecast.ts';

const ofWindow: Record<WindowForecast['window'], string> = {
  primary: 'Of all 5-hour windows, weighted by plan.',
  secondary: 'Of all weekly windows, weighted by plan.',
  monthly: 'Of all monthly windows, weighted by plan.',
};

/** The pool as one number, and how it goes on. */
export const enForecast = {
  forecast: {
    heading: 'What is left in the pool',
    unknown: 'Nobody has told us yet how much is left',
    left: (percent: string) => `${percent} left`,
    ofWindow: (window: WindowForecast['window']) => ofWindow[window],
    runsDry: (at: string) => `at this pace it runs dry ${at}`,
    lasts: 'at this pace it lasts until the reset',
    paceUnknown: 'too early to tell the pace',
    dry: 'Dry',
    backAt: (at: string) => `back at ${at}`,
    backUnknown: 'nobody has said until when',
    next: (name: string) => `next to be spent: ${name}`,
    nextAt: (name: string, at: string) => `next to be spent: ${name}, ${at}`,
    unknownAccounts: (count: number) =>
      count === 1 ? 'nothing is known of 1 account' : `nothing is known of ${count} accounts`,
    choose: 'Choose who is next',
    stale: 'The forecast could not be renewed; this is the last one.',
    runsOut: (at: string) => `runs out ${at} at this pace`,
  },
} as const;
