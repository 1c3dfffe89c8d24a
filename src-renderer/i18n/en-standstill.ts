/** The proxy as a whole, paused. */
export const enStandstill = {
  standstill: {
    paused: 'Evenkeel is paused: new requests are refused until you resume it.',
    resume: 'Resume',
  },
} as const;
