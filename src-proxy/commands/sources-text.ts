import { sourceModelSchema, type ModelSourceSummary, type SourceModel } from '../contract/model-sources.ts';
import { Refusal } from '../contract/refusal.ts';

/** Sources and their models as text, both ways. */

const microUsd = 1_000_000;

/**
 * `llama3.3`, or `llama3.3@0.5/1.2` with dollars for a million input and output tokens. Names of models have colons and
 * slashes in them, but no `@`.
 * @throws Refusal `validation_error`
 */
export function modelFrom(text: string): SourceModel {
  const [, model, input, output] = /^([^@]*)(?:@([\d.]+)\/([\d.]+))?$/.exec(text) ?? [];
  const rate = (dollars: string | undefined): number | null => (dollars === undefined ? null : Number(dollars));
  const read = sourceModelSchema.safeParse({ model, inputPer1m: rate(input), outputPer1m: rate(output) });
  if (read.success) return read.data;
  throw new Refusal(
    'validation_error',
    `"${text}" is not a model. Write its name, or NAME@INPUT/OUTPUT with dollars for a million tokens, such as llama3.3@0.5/1.2.`,
  );
}

/** Of dollars. @throws Refusal `validation_error` */
export function ceilingFrom(text: string): number {
  const dollars = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(dollars)) throw new Refusal('validation_error', `"${text}" is not an amount of dollars such as 20.`);
  return Math.round(dollars * microUsd);
}

export function sourceText(source: ModelSourceSummary): string {
  const { id, name, baseUrl, hasKey, isEnabled, isOverflow, models, lastError } = source;
  const traits = [
    isEnabled ? 'on' : 'off',
    hasKey ? 'with a key' : 'without a key',
    ...(isOverflow ? ['overflow'] : []),
  ];
  const lines = [
    `${id}  ${name.padEnd(24)} ${baseUrl}  ${traits.join(', ')}`,
    `  ${spentText(source)}`,
    ...models.map(modelLine),
    ...(lastError === null ? [] : [`  last error, ${lastError.at}: ${lastError.message}`]),
  ];
  return lines.join('\n');
}

function spentText({ spentMicroUsd, monthlyCeilingMicroUsd: ceiling, unpricedRequests }: ModelSourceSummary): string {
  const most = ceiling === null ? '' : ` of $${ceiling / microUsd}`;
  const unpriced = unpricedRequests === 0 ? '' : `, and ${unpricedRequests} requests whose cost nobody knows`;
  return `$${spentMicroUsd / microUsd}${most} this month${unpriced}`;
}

function modelLine({ model, isEnabled, inputPer1m, outputPer1m }: SourceModel): string {
  const price = inputPer1m === null || outputPer1m === null ? 'price unknown' : `$${inputPer1m}/$${outputPer1m}`;
  return `  ${model}  ${price}${isEnabled ? '' : ', off'}`;
}
