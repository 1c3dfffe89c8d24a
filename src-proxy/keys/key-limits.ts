import type { LimitType, LimitWindow } from '../contract/api-keys.ts';
import type { ApiKeyLimit, KeyFigures } from '../storage/store.ts';

/** Pure: when the windows of a limit begin and end, and what counts in them. */

const hourMs = 3_600_000;
const windowMs: Readonly<Record<LimitWindow, number>> = {
  '5h': 5 * hourMs,
  daily: 24 * hourMs,
  weekly: 7 * 24 * hourMs,
  monthly: 30 * 24 * hourMs,
};
/** Nothing that is older counts in any window. */
export const longestWindowMs = windowMs.monthly;

export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Windows follow each other without a gap from the limit's creation on; they know no calendar. */
export function windowOf({ limitWindow, anchorMs }: ApiKeyLimit, nowMs: number): Window {
  const length = windowMs[limitWindow];
  const passed = Math.max(0, Math.floor((nowMs - anchorMs) / length));
  const startMs = anchorMs + passed * length;
  return { startMs, endMs: startMs + length };
}

/** From when on charges count: the window, or the last time that usage was reset in it. */
export function countedFromMs(limit: ApiKeyLimit, usageResetAtMs: number, nowMs: number): number {
  return Math.max(windowOf(limit, nowMs).startMs, usageResetAtMs);
}

export function countsModel({ modelFilter }: ApiKeyLimit, model: string | null): boolean {
  return modelFilter === null || modelFilter === model;
}

/** What of a request counts against a limit of this type. Tokens and cost that nobody told count nothing. */
export function amountOf(type: LimitType, figures: KeyFigures): number {
  switch (type) {
    case 'requests':
      return figures.requests;
    case 'input_tokens':
      return figures.inputTokens;
    case 'output_tokens':
      return figures.outputTokens;
    case 'total_tokens':
      return figures.totalTokens;
    case 'cost_usd':
      return figures.costMicroUsd;
    // What a request takes of them nobody is told.
    case 'credits':
      return 0;
  }
}

/** Where one limit stands. */
export interface LimitStanding {
  readonly limit: ApiKeyLimit;
  readonly used: number;
  /** For requests under way. */
  readonly held: number;
  readonly resetAtMs: number;
}

export function isExhausted({ limit, used, held }: LimitStanding): boolean {
  return used + held >= limit.maxValue;
}

/** What a request takes of a limit until its real figures are known: never more than is left. */
export function toHold({ limit, used, held }: LimitStanding, estimate: KeyFigures): number {
  return Math.min(amountOf(limit.limitType, estimate), Math.max(0, limit.maxValue - used - held));
}
