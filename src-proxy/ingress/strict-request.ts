import { Refusal } from '../contract/refusal.ts';
import { strictSchemaFault } from './strict-schema.ts';

/**
 * The schemas of a request that ask for strict mode, in either OpenAI protocol. Judged here, before an account is asked:
 * the upstream's own refusal comes after seconds and does not always say where.
 */

type Loose = Readonly<Record<string, unknown>>;

/** @throws Refusal `invalid_json_schema` or `invalid_function_parameters`, with the member at fault as `param` */
export function refuseUnstrictSchemas(body: Loose): void {
  judgeFormat(looseAt(looseAt(body['text'])['format']), 'text.format');
  const format = looseAt(body['response_format']);
  if (format['type'] === 'json_schema') {
    const nested = format['json_schema'];
    if (isLoose(nested)) judgeFormat({ type: 'json_schema', ...nested }, 'response_format.json_schema');
    else judgeFormat(format, 'response_format');
  }
  for (const list of ['tools', 'functions'] as const) {
    const declared = body[list];
    if (!Array.isArray(declared)) continue;
    for (const [index, given] of declared.entries()) judgeTool(looseAt(given), `${list}[${index}]`);
  }
}

function judgeFormat(format: Loose, where: string): void {
  if (format['type'] !== 'json_schema' || format['strict'] !== true) return;
  judge('invalid_json_schema', format['schema'], `${where}.schema`);
}

function judgeTool(tool: Loose, where: string): void {
  const type = tool['type'] ?? 'function';
  if (type !== 'function') return;
  const nested = tool['function'];
  const declared = isLoose(nested) ? nested : tool;
  if (declared['strict'] !== true) return;
  const param = isLoose(nested) ? `${where}.function.parameters` : `${where}.parameters`;
  judge('invalid_function_parameters', declared['parameters'], param);
}

/** What is no schema at all is told by whoever reads it next. */
function judge(code: 'invalid_json_schema' | 'invalid_function_parameters', schema: unknown, param: string): void {
  if (!isLoose(schema)) return;
  const fault = strictSchemaFault(schema);
  if (fault === null) return;
  throw new Refusal(
    code,
    `The schema in \`${param}\` is not one that strict mode takes. At ${fault.path}: ${fault.what}. Correct it, or leave \`strict\` out.`,
    { fields: { param } },
  );
}

function looseAt(value: unknown): Loose {
  return isLoose(value) ? value : {};
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
