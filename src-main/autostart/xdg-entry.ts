import { isAbsolute } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { type StartCommand, UnstartablePath } from './autostart.ts';

/**
 * An autostart file of the XDG desktops (Desktop Entry Specification 1.5, Desktop Application Autostart Specification 0.5).
 */
export function autostartEntry(command: StartCommand): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Evenkeel',
    'Comment=One local address for your own Codex accounts',
    'Comment[de]=Eine lokale Adresse für die eigenen Codex-Konten',
    'Comment[zh_CN]=为你自己的多个 Codex 账号提供一个本地地址',
    execLine(command),
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** False for a file that a desktop's own settings have switched off, which they do inside of it. */
export function isEntryOn(text: string): boolean {
  return !/^\s*Hidden\s*=\s*true\s*$/im.test(text) && !/^\s*X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(text);
}

/** What the entry starts, word by word; none where it starts nothing. */
export function execWords(text: string): readonly string[] {
  const line = text.split('\n').find(isExecLine) ?? '';
  // The two rules of the specification: first those of a string, then those of a quoted argument.
  const value = line
    .replace(/^[^=]*=/u, '')
    .replace(/\\([\\st])/gu, (_, character: string) => unescaped[character] ?? '');
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/gsu)].map(([bare, quoted]) =>
    (quoted?.replace(/\\(.)/gsu, '$1') ?? bare).replaceAll('%%', '%'),
  );
}

/**
 * The entry made to start this copy, where it starts another one or a file that has moved away. One that is switched off
 * stays, and so does one in which a person has changed what is started, or how.
 * @returns `null` where the entry is to stay as it is.
 */
export function renewedEntry(text: string, command: StartCommand): string | null {
  const [program = '', ...args] = execWords(text);
  const isOurs = isAbsolute(program) && isDeepStrictEqual(args, command.args);
  if (!isEntryOn(text) || !isOurs || program === command.program) return null;
  const lines = text.split('\n');
  return lines.with(lines.findIndex(isExecLine), execLine(command)).join('\n');
}

const unescaped: Readonly<Record<string, string>> = { '\\': '\\', s: ' ', t: '\t' };

const isExecLine = (line: string): boolean => /^Exec\s*=/u.test(line);

const execLine = ({ program, args }: StartCommand): string => `Exec=${[program, ...args].map(execArgument).join(' ')}`;

/** One argument of `Exec`: quoted, then escaped once more as every value of type string is. */
function execArgument(argument: string): string {
  // A line break would end the value, and with it could begin another key.
  if (/[\n\r\0]/.test(argument))
    throw new UnstartablePath('A path with a line break in it cannot be started at login.');
  const quoted = `"${argument.replace(/["`$\\]/g, (character) => `\\${character}`)}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}
