import type { LeftOut } from '../relay/canonical-request.ts';

/** What the accounts' upstream refuses and every other service knows, under the name that the Responses API has for it. */
const names: Readonly<Record<string, keyof LeftOut['members']>> = {
  temperature: 'temperature',
  top_p: 'top_p',
  max_output_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
  max_tokens: 'max_output_tokens',
};

/**
 * What a model source is given although the accounts' upstream is not.
 * @param dropped everything that the request lost on its way, by name
 */
export function leftOutOf(json: Readonly<Record<string, unknown>>, dropped: readonly string[]): LeftOut | undefined {
  const members: { -readonly [Name in keyof LeftOut['members']]: LeftOut['members'][Name] } = {};
  for (const [name, responsesName] of Object.entries(names)) {
    const value = json[name];
    if (typeof value === 'number') members[responsesName] ??= value;
  }
  if (Object.keys(members).length === 0) return undefined;
  return { members, dropped: dropped.filter((name) => !Object.hasOwn(names, name)) };
}
