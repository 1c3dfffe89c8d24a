import { type StartCommand, UnstartablePath } from './autostart.ts';

/**
 * An autostart file of the XDG desktops (Desktop Entry Specification 1.5, Desktop Application Autostart Specification 0.5).
 */
export function autostartEntry(command: StartCommand): string {
  const exec = [command.program, ...command.args].map(execArgument).join(' ');
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Evenkeel',
    'Comment=One local address for your own Codex accounts',
    'Comment[de]=Eine lokale Adresse für die eigenen Codex-Konten',
    'Comment[zh_CN]=为你自己的多个 Codex 账号提供一个本地地址',
    `Exec=${exec}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** False for a file that a desktop's own settings have switched off, which they do inside of it. */
export function isEntryOn(text: string): boolean {
  return !/^\s*Hidden\s*=\s*true\s*$/im.test(text) && !/^\s*X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(text);
}

/** One argument of `Exec`: quoted, then escaped once more as every value of type string is. */
function execArgument(argument: string): string {
  // A line break would end the value, and with it could begin another key.
  if (/[\n\r\0]/.test(argument))
    throw new UnstartablePath('A path with a line break in it cannot be started at login.');
  const quoted = `"${argument.replace(/["`$\\]/g, (character) => `\\${character}`)}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}
