import type { FirstRunStep } from '../state/first-run.svelte.ts';

const step: Record<FirstRunStep, string> = {
  account: 'Add an account',
  connect: 'Connect your tool',
  request: 'Send a first request',
};

/** The way from nothing to the first answer. */
export const enFirstRun = {
  firstRun: {
    heading: 'Three steps to the first answer',
    steps: 'Steps',
    step,
    state: { done: 'done', now: 'now', later: 'later' },
    account:
      'Evenkeel spreads the requests of your tools over your own ChatGPT accounts; when one is used up, another takes over. Tokens stay on this machine.',
    more: 'You can add more at any time.',
    connect: 'Point a program on this computer at Evenkeel. You see each change before it is made, and can undo it.',
    connected: 'It is connected, go on',
    other: 'Other programs, and what to copy',
    request: 'Ask your tool anything. What answered shows up here by itself.',
    back: 'Back to the tools',
    done: 'Done',
    skip: 'Skip this',
    skipHint: 'It will not be shown again. Everything in it is also on the pages of the menu.',
  },
} as const;
