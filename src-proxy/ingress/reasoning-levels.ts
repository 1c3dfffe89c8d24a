import { unsupported } from '../translate/chat-refusals.ts';

/**
 * How hard a model can be told to think. Words of the models' own family that a model does not know are refused with those
 * that it does: to think less than was asked for is no answer to the question. Words of elsewhere, such as `thinking`, and
 * those in a model's name have no exact meaning here, and become the nearest that there is.
 */

const ladder = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** @param levels what the model knows; `null` where nobody knows */
export function nearestLevel(wanted: string, levels: readonly string[] | null): string {
  if (levels === null || levels.includes(wanted)) return wanted;
  const place = ladder.indexOf(wanted);
  // The upstream hangs at "minimal", also where it is listed.
  const known = levels.filter((level) => level !== 'minimal' && ladder.includes(level));
  const distance = (level: string): number => Math.abs(ladder.indexOf(level) - place);
  return known.toSorted((one, other) => distance(one) - distance(other))[0] ?? wanted;
}

/** The least that the model takes; `low` where nobody knows. */
export function leastLevel(levels: readonly string[] | null): string {
  return nearestLevel('low', levels?.filter((level) => level !== 'minimal') ?? null);
}

export interface StatedLevel {
  readonly level: string;
  /** Where the client said it. */
  readonly param: string;
}

/** @throws Refusal */
export function refuseUnknownLevel(stated: StatedLevel | null, model: string, levels: readonly string[] | null): void {
  // Not to think is no level, and whether it can be had, no list says.
  if (stated === null || levels === null || stated.level === 'none' || levels.includes(stated.level)) return;
  const { level, param } = stated;
  throw unsupported(
    param,
    `"${model.slice(0, 100)}" can be told to think with ${levels.join(', ')}, and not with "${level}". Use one of these, or leave \`${param}\` out.`,
  );
}
