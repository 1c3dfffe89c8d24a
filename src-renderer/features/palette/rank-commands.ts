import { fuzzyScore } from './fuzzy-score.ts';

export type CommandGroup = 'page' | 'account' | 'action' | 'setting' | 'search';

/** One thing that the palette does. */
export interface Command {
  /** The same after a reload: what was used lately is remembered by it. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** Other words for it; found, but never shown. */
  readonly keywords?: string;
  /** The keys that do the same without the palette. */
  readonly keys?: string;
  readonly run: () => void | Promise<void>;
}

const keywordShare = 0.4;
const recentBonus = 80;
const mostShown = 60;

/**
 * The commands that answer to what was typed, best first; of equals the one used more lately, then as they came. With
 * nothing typed: what was used lately, then the others.
 */
export function rankCommands<T extends Pick<Command, 'id' | 'title' | 'keywords'>>(
  commands: readonly T[],
  typed: string,
  recent: readonly string[],
): T[] {
  const lateness = (command: T): number => {
    const place = recent.indexOf(command.id);
    return place === -1 ? 0 : recentBonus * (1 - place / recent.length);
  };
  const isOpen = typed.trim() === '';
  return commands
    .flatMap((command) => {
      const score = scoreOf(command, typed);
      return score === null ? [] : [{ command, score: score + lateness(command) }];
    })
    .sort((left, right) => right.score - left.score)
    .slice(0, isOpen ? commands.length : mostShown)
    .map(({ command }) => command);
}

function scoreOf(command: Pick<Command, 'title' | 'keywords'>, typed: string): number | null {
  const title = fuzzyScore(typed, command.title);
  if (title !== null) return title;
  const anywhere = fuzzyScore(typed, `${command.title} ${command.keywords ?? ''}`);
  return anywhere === null ? null : anywhere * keywordShare;
}
