/**
 * The way back for the day on which Evenkeel is gone: a shell script beside the ledger that needs nothing but its folder.
 * It knows what the ledger knows, and is written anew with it. What it is not sure of it leaves alone, and says what to do.
 * Threat model: as for any change of somebody else's file (client-file.ts), and names that a shell would take for words of
 * its own.
 */
import { basename, join } from 'node:path';

import { asidePrefix, blockComments, blockMarks, linesOf, ownProvider, statementsFor } from './codex-block.ts';
import type { LedgerEntry } from './setup-ledger.ts';

export const restoreScriptName = 'restore.sh';

/**
 * Where the script lies; `null` on Windows, which has no shell for it (there the uninstaller restores), and for a folder
 * whose name cannot stand in one line.
 */
export function restoreScriptPath(dataDir: string, platform: NodeJS.Platform): string | null {
  const path = join(dataDir, 'clients', restoreScriptName);
  // SECURITY: it goes into a comment of other programs' files, which a line break would end.
  return platform === 'win32' || /\p{Cc}|\p{Zl}|\p{Zp}/u.test(path) ? null : path;
}

/** Of our own table, but for its address, which differs. */
const tableLines = [
  `[model_providers.${ownProvider}]`,
  ...linesOf(statementsFor({ origin: 'http://127.0.0.1', form: 'provider' }).table ?? {}),
];

export const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The script for these entries. @param backupOf the name of the copy with a fingerprint, beside the script */
export function restoreScript(entries: readonly LedgerEntry[], backupOf: (fingerprint: string) => string): string {
  return [opening, ...entries.map((entry) => callFor(entry, backupOf)), 'exit "$failed"\n'].join('\n');
}

function callFor(
  { id, path, before, ours, written, madeFolder }: LedgerEntry,
  backupOf: (of: string) => string,
): string {
  const [fingerprint, copy, mode] =
    before === null
      ? ['absent', '', '']
      : [before.fingerprint, basename(backupOf(before.fingerprint)), before.mode.toString(8)];
  const known = id === 'codex' ? [...blockComments, ...tableLines, ...written.lines] : [];
  return [
    `known=${shellQuoted(known.join('\n'))}`,
    `made=${shellQuoted(madeFolder ?? '')}`,
    ['give_back', ...[id, path, fingerprint, copy, mode, ...ours].map(shellQuoted)].join(' '),
    '',
  ].join('\n');
}

const opening = String.raw`#!/bin/sh
# Written by Evenkeel, for the day on which Evenkeel is gone: gives other programs the configuration back that they had
# before. Run it with:  sh restore.sh
# It needs nothing but this folder. A file of which it is not sure stays as it is, and you are told what to take out.
set -u
umask 077
LC_ALL=C
export LC_ALL
CDPATH='' cd -- "$(dirname "$0")" || exit 1
failed=0

# Unlike echo, it leaves a backslash in a name alone.
say() {
  printf '%s\n' "$1"
}

fingerprint() {
  { sha256sum <"$1" || shasum -a 256 <"$1" || openssl dgst -sha256 -r <"$1"; } 2>/dev/null | cut -c1-64
}

by_hand() {
  failed=1
  say "$1 was left as it is: $2"
  case $3 in
    codex) say '  Delete the lines from ">>> evenkeel" to "<<< evenkeel" and, where a line begins with "#evenkeel# ", that beginning.' ;;
    *) say '  Take the provider "evenkeel" out of it.' ;;
  esac
}

# Evenkeel's own blocks taken out, what was set aside put back; fails where anything in them is not Evenkeel's.
without_ours() {
  printf '%s\n' "$known" | awk '
    NR == FNR { known[$0]; next }
    { line = $0; sub(/\r$/, "", line) }
    !inside && (line == "@BEGIN@" || line == "@BEGIN_TABLE@") { inside = 1; blocks++; next }
    inside && line == "@END@" { inside = 0; next }
    inside && line ~ /^@NOTE@|^base_url = "http:[^"]*\/backend-api\/codex"$/ { next }
    inside && line ~ /^http_headers = [{] Authorization = "Bearer [^"]*" [}]$/ { next }
    inside { if (!(line in known)) unsure = 1; next }
    line ~ />>> evenkeel|<<< evenkeel/ { unsure = 1 }
    line ~ /^[ \t]*\[+[ \t]*["\047]?model_providers["\047]?[ \t]*\.[ \t]*["\047]?evenkeel/ { unsure = 1 }
    line ~ /^@ASIDE@/ { aside++; sub(/^@ASIDE@/, ""); print; next }
    line ~ /^[ \t"\047]*(model_provider|openai_base_url|chatgpt_base_url)[ \t"\047]*=/ { chosen++ }
    { print }
    END { if (unsure || inside || !blocks || (aside && chosen)) exit 1 }
  ' - "$1"
}

# Puts the new content, which lies in $temp, in place of what was looked at.
put_in_place() {
  [ "$(fingerprint "$target")" = "$now" ] && mv -f "$temp" "$target" && return 0
  rm -f "$temp"
  by_hand "$path" 'it has changed meanwhile, or may not be written.' "$id"
}

# id path fingerprint-before copy mode fingerprint-of-ours...
give_back() {
  id=$1 path=$2 before=$3 copy=$4 mode=$5
  shift 5
  target=$(readlink -f "$path" 2>/dev/null) && [ -n "$target" ] || target=$path
  if [ ! -f "$target" ]; then
    say "$path is not there; there is nothing to undo."
    return
  fi
  now=$(fingerprint "$target")
  if [ -z "$now" ]; then
    by_hand "$path" 'it cannot be read, or this machine has none of sha256sum, shasum and openssl.' "$id"
    return
  fi
  if [ "$now" = "$before" ]; then
    say "$path is as it was before Evenkeel."
    return
  fi
  # Of the usual owner and permissions until it has those of what it replaces.
  temp=$(dirname "$target")/.$(basename "$target").evenkeel-restore$$.tmp
  if [ ! -w "$target" ] || ! { rm -f "$temp" && cp -p "$target" "$temp"; }; then
    rm -f "$temp"
    by_hand "$path" 'it may not be written.' "$id"
    return
  fi
  for one in "$@"; do
    [ "$one" = "$now" ] || continue
    if [ "$before" = absent ]; then
      if ! rm -f "$temp" "$target"; then
        rm -f "$temp"
        by_hand "$path" 'it may not be taken away.' "$id"
        return
      fi
      [ -z "$made" ] || rmdir "$made" 2>/dev/null
      say "$path is gone again: there was none before Evenkeel made it."
      return
    fi
    [ "$(fingerprint "$copy")" = "$before" ] || break
    if ! cat "$copy" >"$temp" || ! chmod "$mode" "$temp"; then
      rm -f "$temp"
      by_hand "$path" 'what it was before could not be written beside it. Is the disk full?' "$id"
      return
    fi
    put_in_place && say "$path is again exactly what it was before Evenkeel."
    return
  done
  if [ "$id" = codex ] && without_ours "$target" >"$temp" && { [ -z "$mode" ] || chmod "$mode" "$temp"; }; then
    put_in_place && say "$path was edited after Evenkeel wrote to it. Only Evenkeel's lines were taken out; every edit stays."
    return
  fi
  rm -f "$temp"
  by_hand "$path" 'it was edited after Evenkeel wrote to it.' "$id"
}
`
  .replaceAll('@BEGIN@', blockMarks.begin)
  .replaceAll('@BEGIN_TABLE@', blockMarks.beginTable)
  .replaceAll('@END@', blockMarks.end)
  .replaceAll('@NOTE@', blockMarks.note)
  .replaceAll('@ASIDE@', asidePrefix);
