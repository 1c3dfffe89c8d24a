const requests = (count: number, text: string): string => `${text} ${count === 1 ? 'request' : 'requests'}`;

/** Leaving while requests still run. */
export const enQuit = {
  quit: {
    running: (count: number, text: string) => `${requests(count, text)} ${count === 1 ? 'is' : 'are'} still running`,
    detail: 'Quitting now would cut them off. While Evenkeel waits for them, it takes no new ones.',
    wait: (count: number, text: string) => `Wait for ${requests(count, text)}`,
    now: 'Quit now',
    restartNow: 'Restart now',
    cancel: 'Cancel',
    /** The tray while it waits. */
    waiting: (count: number, text: string) =>
      `Quitting when ${requests(count, text)} ${count === 1 ? 'has' : 'have'} ended`,
    stay: 'Cancel quitting',
  },
} as const;
