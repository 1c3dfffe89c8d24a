import { isDeepStrictEqual } from 'node:util';

import { parse, TomlError } from 'smol-toml';

import type { SetupForm } from '../../contract/client-setup.ts';
import { told, type Told } from '../../contract/told.ts';
import { redact } from '../../observe/redact.ts';
import {
  asidePrefix,
  isBegin,
  isEnd,
  isOwnComment,
  keyLine,
  linesOf,
  ownProvider,
  statementsFor,
  tableBlock,
  topBlock,
} from './codex-block.ts';
import { keyWritten, type SentKey } from './client-key.ts';
import { driftOf, profileNotes } from './codex-drift.ts';
import { keyBy, keyNeedsProvider, keyOf, keyPlacesIn, linesOfPlaces } from './codex-key.ts';
import { tableIn, textIn, type Table } from './codex-tables.ts';
import {
  ConfigUnreadable,
  type ConfigForm,
  type Destination,
  type Edit,
  type Reading,
  type Written,
} from './config-form.ts';
import { layoutOf, type TomlLayout } from './toml-lines.ts';

const ownKeys = ['openai_base_url', 'chatgpt_base_url', 'model_provider'];

/** `config.toml` of the Codex CLI and of its editor extension. */
export const codexConfig: ConfigForm = { read, add, remove, sentKey, isBare: (text) => text.trim() === '' };

function parsed(text: string): Table {
  try {
    return parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ConfigUnreadable(
      `It is not valid TOML (line ${error.line}), so Codex cannot read it either. Mend that line first.`,
    );
  }
}

function read(text: string, destination: Destination, written: Written | null): Reading {
  const table = parsed(text);
  const places = ownPlaces(withoutMark(text).body, written);
  const isOurs = places.statements.length + places.tables.length > 0;
  const form: SetupForm = !isOurs ? destination.form : places.tables.length > 0 ? 'provider' : 'built-in';
  const endpoint = endpointOf(table);
  const expected = statementsFor({ ...destination, form });
  const expectedEndpoint = expected.table?.['base_url'] ?? expected.top['openai_base_url'] ?? null;
  const leadsHere = endpoint !== null && isSame(endpoint, expectedEndpoint);
  const side = expected.top['chatgpt_base_url'] ?? null;
  const standing = { isOurs, isMarked: places.isMarked, wasWritten: written !== null };
  const drift = driftOf(table, { ...standing, endpoint, leadsHere, form, side, origin: destination.origin });
  return { isOurs, endpoint, leadsHere, drift, form };
}

function endpointOf(table: Table): string | null {
  const provider = textIn(table, 'model_provider') ?? 'openai';
  if (provider === 'openai') return textIn(table, 'openai_base_url');
  return textIn(tableIn(tableIn(table, 'model_providers'), provider), 'base_url') ?? `the provider "${provider}"`;
}

function isSame(one: string, other: string | null): boolean {
  return one.replace(/\/$/, '') === other;
}

function add(text: string, destination: Destination, written: Written | null): Edit {
  // First as it is, so that what is wrong with it is named by the person's own line.
  parsed(text);
  const base = remove(text, written);
  const before = parsed(base);
  // The CLI's own provider takes no header: what it sends is what it is signed in with.
  const form = destination.key === undefined ? destination.form : 'provider';
  const earlier = form === 'provider' && destination.key === undefined ? providerOfOurs(text, written) : {};
  const key = destination.key ?? keyOf(earlier);
  const places = keyPlacesIn(earlier);
  const { top, table } = statementsFor({ ...destination, form });
  const { bom, body } = withoutMark(base);
  const eol = /\r?\n/.exec(body)?.[0] ?? '\n';
  if (table !== null && ownProvider in tableIn(before, 'model_providers')) {
    throw new ConfigUnreadable(
      `It has a provider "${ownProvider}" already that Evenkeel did not write. Take that table out, or choose the built-in form.`,
    );
  }
  const displaced = form === 'provider' ? ['model_provider'] : ownKeys;
  const isDisplaced = (key: readonly string[]): boolean =>
    key.length === 1 && displaced.includes(key[0] ?? '') && !(key[0] === 'model_provider' && isOwnChoice(before, form));
  const { text: kept, setAside } = setAsideIn(body, isDisplaced);
  const lines = linesOf(top);
  const tableLines =
    table === null ? [] : [...linesOf(table), ...linesOfPlaces(places), ...(key === null ? [] : [keyLine(key)])];
  const joint = table === null || kept === '' || kept.endsWith('\n') ? '' : eol;
  const after =
    bom +
    topBlock(lines, eol, destination.restoreCommand ?? null) +
    kept +
    joint +
    (table === null ? '' : tableBlock(tableLines, eol));

  const expected: Table = { ...before, ...top };
  if (form === 'built-in' && setAside.some((line) => layoutOf(line).top[0]?.key[0] === 'model_provider'))
    delete expected['model_provider'];
  const headers = key === null ? {} : { http_headers: { Authorization: `Bearer ${key}` } };
  if (table !== null)
    expected['model_providers'] = {
      ...tableIn(before, 'model_providers'),
      [ownProvider]: { ...table, ...places, ...headers },
    };
  if (!isDeepStrictEqual(plain(parsed(after)), plain(expected)))
    throw new ConfigUnreadable(
      'Its form is unusual, and Evenkeel could not change it without touching something else.',
    );
  return {
    text: after,
    base,
    written: { form, lines, setAside },
    notes: [
      ...notesOn(before, setAside, form),
      ...(form === destination.form ? [] : [keyNeedsProvider]),
      ...(key === null ? [] : [keyWritten]),
    ],
  };
}

/** Whether the chosen provider is the CLI's own, which the built-in form needs. */
function isOwnChoice(table: Table, form: SetupForm): boolean {
  return form === 'built-in' && textIn(table, 'model_provider') === 'openai';
}

function setAsideIn(
  text: string,
  isDisplaced: (key: readonly string[]) => boolean,
): { readonly text: string; readonly setAside: string[] } {
  let [kept, from] = ['', 0];
  const setAside: string[] = [];
  for (const { key, start, end } of layoutOf(text).top) {
    if (!isDisplaced(key)) continue;
    const statement = text.slice(start, end);
    setAside.push(statement.replace(/\r?\n$/, ''));
    const lines = statement.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    kept += text.slice(from, start) + lines.map((line) => asidePrefix + line).join('');
    from = end;
  }
  return { text: kept + text.slice(from), setAside };
}

/** The table that we wrote earlier, as it is now. */
function providerOfOurs(text: string, written: Written | null): Table {
  const isThere = ownPlaces(withoutMark(text).body, written).tables.length > 0;
  return isThere ? tableIn(tableIn(parsed(text), 'model_providers'), ownProvider) : {};
}

function sentKey(text: string, loginKey: string | null): SentKey {
  const table = parsed(text);
  const chosen = textIn(table, 'model_provider') ?? 'openai';
  if (chosen === 'openai') return loginKey;
  const provider = tableIn(tableIn(table, 'model_providers'), chosen);
  return keyBy(provider) ?? (provider['requires_openai_auth'] === true ? loginKey : null);
}

function notesOn(before: Table, setAside: readonly string[], form: SetupForm): Told[] {
  const lines = setAside.map((line) => redact(line)).join(' · ');
  return [
    ...(setAside.length === 0
      ? []
      : [told('note.set_aside', { lines }, `Set aside until you undo this, not deleted: ${lines}`)]),
    form === 'built-in'
      ? told(
          'note.threads_stay',
          {},
          'Your earlier threads stay where they are. Needs a current Codex (0.98 ignores openai_base_url: for such an old one choose the provider form).',
        )
      : told(
          'note.threads_hidden',
          {},
          'Codex lists threads by provider: earlier ones are hidden while this is in place, and come back when you undo it.',
        ),
    ...profileNotes(before, form),
  ];
}

interface OwnPlaces {
  readonly statements: readonly { readonly start: number; readonly end: number }[];
  readonly tables: readonly { readonly start: number; readonly end: number }[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  readonly isMarked: boolean;
}

/** What of the text is ours: by the markers, or by what the ledger says that was written. */
function ownPlaces(text: string, written: Written | null): OwnPlaces {
  const layout: TomlLayout = layoutOf(text);
  const comments: { start: number; end: number }[] = [];
  const regions: { start: number; end: number }[] = [];
  let [at, opened] = [0, -1];
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const range = { start: at, end: at + line.length };
    if (isOwnComment(line)) comments.push(range);
    if (isBegin(line)) opened = at;
    if (isEnd(line) && opened >= 0) {
      regions.push({ start: opened, end: range.end });
      opened = -1;
    }
    at = range.end;
  }
  const isInside = (start: number): boolean => regions.some((region) => region.start <= start && start < region.end);
  const isRemembered = ({ start, end }: { start: number; end: number }): boolean =>
    written?.lines.includes(text.slice(start, end).trim()) ?? false;
  return {
    statements: layout.top.filter(
      (one) => one.key.length === 1 && ownKeys.includes(one.key[0] ?? '') && (isInside(one.start) || isRemembered(one)),
    ),
    tables: layout.tables.filter(
      ({ name, start }) =>
        name[0] === 'model_providers' && name[1] === ownProvider && (isInside(start) || written?.form === 'provider'),
    ),
    comments,
    isMarked: regions.length > 0,
  };
}

function remove(text: string, written: Written | null): string {
  const { bom, body } = withoutMark(text);
  const { statements, tables, comments } = ownPlaces(body, written);
  const ours = [...statements, ...tables, ...comments].toSorted((one, other) => one.start - other.start);
  let [kept, from] = ['', 0];
  for (const { start, end } of ours) {
    if (start > from) kept += body.slice(from, start);
    from = Math.max(from, end);
  }
  const result = bom + withAsideBack(kept + body.slice(from), written);
  requireUntouched(text, result);
  return result;
}

/** Puts back what was set aside, unless the person has chosen something else in its place. */
function withAsideBack(text: string, written: Written | null): string {
  const chosen = new Set(layoutOf(text).top.map(({ key }) => key.join('.')));
  const isFree = (statement: string): boolean => !chosen.has(layoutOf(statement).top[0]?.key.join('.') ?? '');
  const returned = new Set<string>();
  const marked = new RegExp(`(?:^${asidePrefix}[^\\n]*(?:\\n|$))+`, 'gm');
  const back = text.replace(marked, (run) => {
    const own = run.replaceAll(new RegExp(`^${asidePrefix}`, 'gm'), '');
    return layoutOf(own)
      .top.map(({ start, end }) => own.slice(start, end))
      .filter((statement) => {
        returned.add(statement.replace(/\r?\n$/, ''));
        return isFree(statement);
      })
      .join('');
  });
  const lost = (written?.setAside ?? []).filter((statement) => !returned.has(statement) && isFree(statement));
  if (lost.length === 0) return back;
  const eol = /\r?\n/.exec(back)?.[0] ?? '\n';
  return lost.map((statement) => statement + eol).join('') + back;
}

/** A byte order mark, which some editors of Windows write, stays the first thing in the file. */
function withoutMark(text: string): { readonly bom: string; readonly body: string } {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return { bom, body: text.slice(bom.length) };
}

/** Nothing but the keys that we write may differ. What was broken before us, or since, is left to its owner. */
function requireUntouched(before: string, after: string): void {
  let known: Table;
  try {
    known = parsed(before);
  } catch {
    return;
  }
  if (isDeepStrictEqual(plain(withoutOwn(known)), plain(withoutOwn(parsed(after))))) return;
  throw new ConfigUnreadable(
    'Its form is unusual, and Evenkeel could not take its lines out without touching something else.',
  );
}

function withoutOwn(table: Table): Table {
  const others = Object.fromEntries(Object.entries(table).filter(([key]) => !ownKeys.includes(key)));
  const providers = Object.entries(tableIn(table, 'model_providers')).filter(([key]) => key !== ownProvider);
  delete others['model_providers'];
  return { ...others, ...(providers.length === 0 ? {} : { model_providers: Object.fromEntries(providers) }) };
}

/** Comparable: the parser's tables have no prototype, and its dates hide what they are. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
