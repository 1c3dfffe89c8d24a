import type { HistoryFigures } from '../contract/history-figures.ts';
import type { Report, ReportTable } from '../contract/reports.ts';
import { csvRecord, type CsvValue } from '../wire/csv.ts';

const figureNames = [
  'requests',
  'errors',
  'cancelled',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'tokens',
  'costMicroUsd',
  'unpriced',
] as const satisfies readonly (keyof HistoryFigures)[];
const timingNames = ['medianFirstEventMs', 'averageQueueMs', 'tokensPerSecond'] as const;

const rowsOf = {
  model: ({ byModel }: Report) => byModel,
  account: ({ byAccount }: Report) => byAccount,
  key: ({ byKey }: Report) => byKey,
  client: ({ byClient }: Report) => byClient,
  source: ({ bySource }: Report) => bySource,
};

/** One table of a report, a line of names first. */
export function reportCsv(report: Report, table: ReportTable): string {
  if (table === 'daily') {
    return csvOf(['date', ...figureNames, ...timingNames], report.daily);
  }
  return csvOf(
    [table, ...figureNames],
    rowsOf[table](report).map(({ value, ...figures }) => ({ [table]: value, ...figures })),
  );
}

function csvOf(names: readonly string[], rows: readonly Readonly<Record<string, CsvValue>>[]): string {
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? null))].map(csvRecord).join('');
}
