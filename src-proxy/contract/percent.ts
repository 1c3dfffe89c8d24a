/** How one language writes percentages: `62%`, `62 %`. Values are from 0 to 100. */
export interface PercentFormat {
  /** To a whole one, never rounded up to 100 or down to 0. */
  readonly whole: (value: number) => string;
  /** What is left, cut to a whole one so that nothing is promised; of something at least 1. */
  readonly left: (value: number) => string;
  /** What is used; with what is left it makes 100. */
  readonly used: (value: number) => string;
  /** With a digit behind the point below 10: `0.4%`. */
  readonly share: (value: number) => string;
}

/** The dashboard's and the tray's, so that a figure looks the same in both. */
export function percentFormat(locale: string): PercentFormat {
  const digits = (maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits });
  const [whole, oneDigit] = [digits(0), digits(1)];
  return {
    whole: (value) => whole.format(roundPercent(value) / 100),
    left: (value) => whole.format(wholeLeft(value) / 100),
    used: (value) => whole.format((100 - wholeLeft(100 - value)) / 100),
    share: (value) => (value < 10 ? oneDigit : whole).format(value / 100),
  };
}

/** What is left as a whole percentage, for a picture. */
export function wholeLeft(value: number): number {
  if (value <= 0) return 0;
  return Math.max(1, Math.floor(Math.min(100, value)));
}

function roundPercent(value: number): number {
  if (value <= 0) return 0;
  if (value >= 100) return 100;
  return Math.min(99, Math.max(1, Math.round(value)));
}
