import {
  everyUsageSection,
  limitRuleSchema,
  limitTypes,
  type ApiKeySummary,
  type LimitRule,
  type LimitState,
} from '../contract/api-keys.ts';
import { Refusal } from '../contract/refusal.ts';

/** Limits and keys as text, both ways. */

const microUsd = 1_000_000;

/**
 * `requests:daily:100`, or `cost_usd:monthly:5:gpt-5.5` for one model. Money is written in dollars.
 * @throws Refusal `validation_error`
 */
export function limitFrom(text: string): LimitRule {
  const [limitType = '', limitWindow = '', value = '', ...model] = text.split(':');
  const number = Number(value);
  const maxValue = limitType === 'cost_usd' ? Math.round(number * microUsd) : number;
  const modelFilter = model.length === 0 ? null : model.join(':');
  const read = limitRuleSchema.safeParse({ limitType, limitWindow, maxValue, modelFilter });
  if (read.success) return read.data;
  throw new Refusal(
    'validation_error',
    `"${text}" is not a limit. Write TYPE:WINDOW:MAXIMUM[:MODEL], such as requests:daily:100 or cost_usd:monthly:5:gpt-5.5. ` +
      `Types: ${limitTypes.join(', ')}. Windows: 5h, daily, weekly, monthly.`,
  );
}

export function limitLine({
  limitType,
  limitWindow,
  maxValue,
  modelFilter,
  currentValue,
  resetAt,
}: LimitState): string {
  const shown = (value: number): string => (limitType === 'cost_usd' ? `$${value / microUsd}` : String(value));
  const model = modelFilter === null ? '' : ` of ${modelFilter}`;
  return `  ${limitType} ${limitWindow}${model}: ${shown(currentValue)} of ${shown(maxValue)}, anew at ${resetAt}`;
}

/** How a key is served, as far as it is not served like any other. */
export function treatmentLines({ trafficClass, transportPolicyOverride, usageSections }: ApiKeySummary): string[] {
  return [
    ...(trafficClass === 'foreground' ? [] : [`  traffic class: ${trafficClass}`]),
    ...(transportPolicyOverride === null ? [] : [`  transport: ${transportPolicyOverride}`]),
    ...(usageSections === everyUsageSection ? [] : [`  sees: ${usageSections || 'nothing'}`]),
  ];
}

export function keyLine({ id, name, keyHint, status, usage }: ApiKeySummary): string {
  const { requestCount, totalTokens, totalCostUsd } = usage;
  const used = `${requestCount} requests, ${totalTokens} tokens, $${totalCostUsd}`;
  return `${id}  ${name.padEnd(24)} ${keyHint}  ${status.padEnd(8)} ${used}`;
}
