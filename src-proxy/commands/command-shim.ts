import { Refusal } from '../contract/refusal.ts';
import { shellQuoted } from '../clients/set-up/restore-script.ts';

/** By this line our own file is known again. Older wordings must stay known for ever. */
const mark = 'Written by Evenkeel: its command. It can be deleted, best with: evenkeel command remove';

export const isShim = (text: string): boolean => text.split(/\r?\n/, 3).some((line) => line.endsWith(mark));

/** What the running process was started by, as far as it tells how to start it again. */
export interface Runtime {
  readonly platform: NodeJS.Platform;
  readonly execPath: string;
  /** As `process.argv`. */
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** `packaged`: the installed app. `source`: a bare Electron that was given the app's folder. */
  readonly kind: 'packaged' | 'source' | 'node';
}

/**
 * The words that start this very copy again, from wherever it lies for good.
 * @throws Refusal `validation_error` for a copy that will not be there tomorrow
 */
export function ownProgram({ platform, execPath, argv, environment, kind }: Runtime): readonly string[] {
  if (kind === 'source')
    throw new Refusal('validation_error', 'This Evenkeel runs from its source. There, the command is: npx evenkeel');
  if (kind === 'node') return [execPath, argv[1] ?? ''];
  if (platform === 'darwin' && (execPath.includes('/AppTranslocation/') || execPath.startsWith('/Volumes/')))
    throw new Refusal(
      'validation_error',
      'Evenkeel runs from the disk image that it came in. Move it to the folder Applications first, and start it there.',
    );
  const { APPIMAGE: image, APPDIR: mount } = environment;
  // An AppImage runs from a folder that is gone at its next start; a program that one has started inherits its words.
  return [image && mount && execPath.startsWith(`${mount}/`) ? image : execPath];
}

/** A small program that starts the installed one. @param restoreScript what undoes set-ups when that one is gone */
export function shimText(
  program: readonly string[],
  { platform, environment }: Pick<Runtime, 'platform' | 'environment'>,
  restoreScript: string | null,
): string {
  return platform === 'win32'
    ? batchText(program, environment['LOCALAPPDATA'] ?? '')
    : shellText(program, restoreScript);
}

function shellText(program: readonly string[], restoreScript: string | null): string {
  const [file = '', ...words] = program.map(shellQuoted);
  const instead =
    restoreScript === null
      ? []
      : [
          `  if [ -f ${shellQuoted(restoreScript)} ]; then`,
          `    printf "What it wrote into other programs' files is undone by: sh %s\\n" ${shellQuoted(shellQuoted(restoreScript))} >&2`,
          '  fi',
        ];
  return [
    '#!/bin/sh',
    `# ${mark}`,
    `if [ ! -x ${file} ]; then`,
    `  printf 'evenkeel: Evenkeel is no longer at %s\\n' ${file} >&2`,
    ...instead,
    '  exit 127',
    'fi',
    `exec ${[file, ...words].join(' ')} "$@"`,
    '',
  ].join('\n');
}

/**
 * A batch file waits for a program with a window as it would for any other, and that program prints to the console that
 * the batch file runs in. It is read in whatever code page the console has, so it holds ASCII alone: the folder that is
 * named after the person is left to the environment.
 * @throws Refusal `validation_error` for a place that cannot be named so
 */
function batchText(program: readonly string[], localAppData: string): string {
  const words = program.map((word) => {
    const isLocal = localAppData !== '' && word.startsWith(`${localAppData}\\`);
    const named =
      (isLocal ? '%LOCALAPPDATA%' : '') + word.slice(isLocal ? localAppData.length : 0).replaceAll('%', '%%');
    if (!/^[\x20-\x7e]*$/.test(named))
      throw new Refusal('validation_error', `A batch file cannot name ${word}. Add that folder to the PATH instead.`);
    return `"${named}"`;
  });
  const [file = ''] = words;
  return [
    '@echo off',
    `rem ${mark}`,
    `if not exist ${file} (`,
    `  echo evenkeel: Evenkeel is no longer at ${file} 1>&2`,
    '  exit /b 9009',
    ')',
    `${words.join(' ')} %*`,
    '',
  ].join('\r\n');
}
