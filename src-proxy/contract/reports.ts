import { z } from 'zod';

import { historyFigureShape, historyTimingShape } from './history-figures.ts';
import { oneOrMoreTexts } from './one-or-more.ts';

const longestReportDays = 366;
/** Before it, time zones changed at odd minutes; and nothing in a request log is older. */
const earliestDate = '2020-01-01';

const dateSchema = z.iso.date().refine((date) => date >= earliestDate, `Nothing is known from before ${earliestDate}.`);
const timeZoneSchema = z
  .string()
  .max(100)
  .refine(isTimeZone, 'Not the name of a time zone, such as Europe/Berlin.')
  .default('UTC');

/** What a report may be narrowed to: any of the values of each; the empty value stands for none. */
export const reportFilterShape = {
  accountId: oneOrMoreTexts,
  apiKeyId: oneOrMoreTexts,
  model: oneOrMoreTexts,
  client: oneOrMoreTexts,
  sourceId: oneOrMoreTexts,
};

const notAPeriod = {
  error: `The end must not be before the start, nor the period longer than ${longestReportDays} days.`,
  path: ['end'],
};
const shape = { start: dateSchema, end: dateSchema, timezone: timeZoneSchema, ...reportFilterShape };

/** `GET /api/reports`: whole days in the given time zone, the last one included. */
export const reportQuerySchema = z.strictObject(shape).refine(isPeriod, notAPeriod);
export type ReportQuery = z.infer<typeof reportQuerySchema>;

export const reportTables = ['daily', 'model', 'account', 'key', 'client', 'source'] as const;
export type ReportTable = (typeof reportTables)[number];

/** `GET /api/reports.csv`: one table of the report. */
export const reportCsvQuerySchema = z
  .strictObject({
    ...shape,
    table: z.enum(reportTables),
    /** A byte order mark, which some spreadsheets need to see UTF-8. */
    bom: z.enum(['0', '1']).default('0'),
  })
  .refine(isPeriod, notAPeriod);

const totalsSchema = z.strictObject({ ...historyFigureShape, ...historyTimingShape });
export type ReportTotals = z.infer<typeof totalsSchema>;

const reportRowSchema = z.strictObject({
  /** `null` for requests without one: of no account, without a key, of accounts and not of a source. */
  value: z.string().nullable(),
  ...historyFigureShape,
});
export type ReportRow = z.infer<typeof reportRowSchema>;

const reportDaySchema = z.strictObject({ date: z.iso.date(), ...historyFigureShape, ...historyTimingShape });
export type ReportDay = z.infer<typeof reportDaySchema>;

/** Rows by dimension come with most requests first. Every day of the period is there, also one without a request. */
export const reportSchema = z.strictObject({
  start: z.iso.date(),
  end: z.iso.date(),
  timezone: z.string(),
  summary: totalsSchema.extend({
    days: z.number().int(),
    activeAccounts: z.number().int(),
    averageRequestsPerDay: z.number(),
    averageCostMicroUsdPerDay: z.number(),
  }),
  /** The same number of days right before. */
  comparison: z.strictObject({
    canCompare: z.boolean(),
    start: z.iso.date(),
    end: z.iso.date(),
    previous: totalsSchema,
  }),
  daily: z.array(reportDaySchema),
  byModel: z.array(reportRowSchema),
  byAccount: z.array(reportRowSchema),
  byKey: z.array(reportRowSchema),
  byClient: z.array(reportRowSchema),
  bySource: z.array(reportRowSchema),
});
export type Report = z.infer<typeof reportSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isPeriod({ start, end }: { start: string; end: string }): boolean {
  const days = (Date.parse(end) - Date.parse(start)) / 86_400_000 + 1;
  return days >= 1 && days <= longestReportDays;
}
