/**
 * The rules of OpenAI's strict mode for JSON schemas (https://developers.openai.com/api/docs/guides/structured-outputs,
 * "Supported schemas"), as far as they are beyond doubt: what may be right is left to the upstream. Unsure, and so not
 * judged, are `oneOf`, the depth, the lengths of names, and definitions that nothing refers to.
 */

export interface SchemaFault {
  /** From the schema's root, such as `$.properties.items.items`. */
  readonly path: string;
  /** What is wrong there, to be read after "At <path>". */
  readonly what: string;
}

type Loose = Readonly<Record<string, unknown>>;

const unsupportedKeywords = ['allOf', 'not', 'dependentRequired', 'dependentSchemas', 'if', 'then', 'else'] as const;
const mostProperties = 5000;
const mostEnumValues = 1000;

/** Pure. The first fault found, walking in the order of the document; `null` where none is certain. */
export function strictSchemaFault(schema: Loose): SchemaFault | null {
  return rootFault(schema) ?? new SchemaWalk(schema).fault();
}

function rootFault({ type, anyOf, $ref }: Loose): SchemaFault | null {
  const at = (what: string): SchemaFault => ({ path: '$', what });
  if (anyOf !== undefined && $ref === undefined) return at('the root must be an object, and none of several (`anyOf`)');
  if (typeof type === 'string' && type !== 'object') return at(`the root must be of type "object", not "${type}"`);
  return null;
}

class SchemaWalk {
  readonly #root: Loose;
  /** A schema may refer to itself. */
  readonly #seen = new Set<Loose>();
  #properties = 0;
  #enumValues = 0;

  constructor(root: Loose) {
    this.#root = root;
  }

  fault(): SchemaFault | null {
    // A list in place of recursion: how deep a schema is is its sender's choice.
    const open: { readonly value: unknown; readonly path: string }[] = [{ value: this.#root, path: '$' }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const schema = record(next.value);
      if (schema === null || this.#seen.has(schema)) continue;
      this.#seen.add(schema);
      const what = this.#objection(schema);
      if (what !== null) return { path: next.path, what };
      // One by one: so many arguments as there may be no call takes.
      for (const below of this.#below(schema, next.path).toReversed()) open.push(below);
    }
    return null;
  }

  #objection(schema: Loose): string | null {
    const strange = unsupportedKeywords.find((keyword) => Object.hasOwn(schema, keyword));
    if (strange !== undefined) return `\`${strange}\` is not supported in strict mode`;
    const listed = schema['enum'];
    this.#enumValues += Array.isArray(listed) ? listed.length : 0;
    if (this.#enumValues > mostEnumValues) return `there are more than ${mostEnumValues} enum values in all`;
    const properties = record(schema['properties']);
    if (properties === null && !isObjectType(schema['type'])) return null;
    const names = Object.keys(properties ?? {});
    this.#properties += names.length;
    if (this.#properties > mostProperties) return `there are more than ${mostProperties} properties in all`;
    if (schema['additionalProperties'] !== false)
      return '`additionalProperties` must be there and be false, as for every object in strict mode';
    const required: unknown = schema['required'] ?? [];
    if (!Array.isArray(required)) return '`required` must be a list of names';
    const stated = new Set<unknown>(required);
    const missing = names.filter((name) => !stated.has(name));
    if (missing.length === 0) return null;
    const shown = missing.slice(0, 5).map((name) => `"${name.slice(0, 60)}"`);
    return `\`required\` must name every property; missing: ${shown.join(', ')}${missing.length > 5 ? ', …' : ''}. What may be left out is said with type ["…", "null"]`;
  }

  /** What belongs to the schema's meaning. Definitions count where they are referred to. */
  #below(schema: Loose, path: string): { value: unknown; path: string }[] {
    const below = Object.entries(record(schema['properties']) ?? {}).map(([name, value]) => ({
      value,
      path: `${path}.properties${/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name.slice(0, 60))}]`}`,
    }));
    below.push({ value: schema['items'], path: `${path}.items` });
    const choices: unknown = schema['anyOf'];
    if (Array.isArray(choices))
      for (const [index, value] of choices.entries()) below.push({ value, path: `${path}.anyOf[${index}]` });
    const reference = schema['$ref'];
    const definition = typeof reference === 'string' ? /^#\/(\$defs|definitions)\/([^/%~]+)$/.exec(reference) : null;
    if (definition !== null) {
      const [, table = '', name = ''] = definition;
      const definitions = record(this.#root[table]) ?? {};
      if (Object.hasOwn(definitions, name)) below.push({ value: definitions[name], path: `$.${table}.${name}` });
    }
    return below;
  }
}

function isObjectType(type: unknown): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object'));
}

function record(value: unknown): Loose | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : null;
}
