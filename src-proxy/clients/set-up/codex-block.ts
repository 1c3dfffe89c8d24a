import type { Destination } from './config-form.ts';
import { bothOrigins } from './config-form.ts';

/**
 * The text that goes into the Codex CLI's `config.toml`. Its comments are what a person finds when Evenkeel is gone; they
 * are also how our lines are known again, so an older wording must stay among `ownComments` for ever.
 */

const begin = '# >>> evenkeel: written by Evenkeel >>>';
const end = '# <<< evenkeel <<<';
const beginTable = '# >>> evenkeel: its provider, written by Evenkeel >>>';
const explanation = [
  '# Codex gets its answers through Evenkeel, which runs on this computer.',
  '# To undo it, with Evenkeel running or not:  evenkeel setup --restore codex',
  '# By hand: delete the lines from ">>> evenkeel" to "<<< evenkeel" and, where a line begins with "#evenkeel# ", that beginning.',
];

/** Before the place of the script that undoes it without Evenkeel, which differs from machine to machine. */
const note = '# Should Evenkeel be gone:  sh ';

const ownComments: ReadonlySet<string> = new Set([begin, end, beginTable, ...explanation]);

/** For restore-script.ts, which finds our lines in a language of its own. */
export const blockMarks = { begin, beginTable, end, note } as const;
export const blockComments: readonly string[] = explanation;

/** In front of a person's own line that ours stand in for. */
export const asidePrefix = '#evenkeel# ';
export const ownProvider = 'evenkeel';

export const isOwnComment = (line: string): boolean => ownComments.has(line.trim()) || line.trim().startsWith(note);
export const isBegin = (line: string): boolean => [begin, beginTable].includes(line.trim());
export const isEnd = (line: string): boolean => line.trim() === end;

/** Top-level statements, and the lines of a table of our own. */
export function statementsFor({ origin, form }: Pick<Destination, 'origin' | 'form'>): {
  readonly top: Readonly<Record<string, string>>;
  readonly table: Readonly<Record<string, string>> | null;
} {
  const { numeric, named } = bothOrigins(origin);
  const baseUrl = `${numeric}/backend-api/codex`;
  if (form === 'provider') {
    return {
      top: { model_provider: ownProvider },
      // "OpenAI" lets the CLI use the upstream's own compaction.
      table: { name: 'OpenAI', base_url: baseUrl, wire_api: 'responses' },
    };
  }
  // Two different origins on purpose: were they the same, a CLI with a ChatGPT login would leave Evenkeel out.
  return { top: { openai_base_url: baseUrl, chatgpt_base_url: `${named}/backend-api` }, table: null };
}

export function linesOf(statements: Readonly<Record<string, string>>): string[] {
  return Object.entries(statements).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
}

/** A header, because a program that a desktop starts sees no variable of the shell. Its beginning is known to restore-script.ts. */
export const keyLine = (key: string): string => `http_headers = { Authorization = ${JSON.stringify(`Bearer ${key}`)} }`;

/** @param restoreCommand what a shell is to run when Evenkeel is gone: one line */
export function topBlock(lines: readonly string[], eol: string, restoreCommand: string | null): string {
  const gone = restoreCommand === null ? [] : [note + restoreCommand];
  return [begin, ...explanation, ...gone, ...lines, end].map((line) => line + eol).join('');
}

export function tableBlock(lines: readonly string[], eol: string): string {
  return [beginTable, `[model_providers.${ownProvider}]`, ...lines, end].map((line) => line + eol).join('');
}
