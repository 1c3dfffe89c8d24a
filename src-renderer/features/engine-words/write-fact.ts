import type { AccountStatus } from '#contract/account.ts';
import type { ClientId, SetupState } from '#contract/client-setup.ts';
import type { Said } from '#contract/said.ts';

import type { Formatter } from '../../format/formatter.ts';
import { fillFacts, type Fact, type WriteFact } from '#contract/spoken/fill-facts.ts';
import { en } from '../../i18n/en.ts';
import { engineWords, messages } from '../../i18n/messages.ts';
import { lengthName } from '../accounts/usage-windows.ts';
import { spokenStatus } from './status-reason.ts';

type Kinds = Readonly<Record<string, (fact: Fact, facts: Said['facts']) => string>>;

/** How facts are written in the language of the page. */
export function factWriter(format: Formatter): WriteFact {
  const kinds: Kinds = {
    list: (fact) => (Array.isArray(fact) && fact.length > 0 ? fact.join(', ') : '–'),
    latency: (fact) => format.latency(Number(fact)),
    percent: (fact) => format.percent(Number(fact)),
    window: (fact) => messages.window.name(lengthName(Number(fact)), format.span(Number(fact) * 60_000)),
    standing: (fact) => standingText(String(fact)),
    status: (fact, facts) => statusText(facts['status'], fact),
    setup: (fact) => setupText(String(fact)),
    setting: (fact) => settingText(String(fact)),
    port: (fact) => portText(String(fact)),
    client: (fact) => clientName(String(fact)),
    clients: (fact) => (Array.isArray(fact) ? fact.map(clientName).join(', ') : String(fact)),
    remedy: (fact) => engineWords?.said[`import.remedy.${String(fact)}`] ?? '',
  };
  return (fact, name, kind, facts) => {
    const write = kind === undefined ? undefined : kinds[kind];
    if (write) return write(fact, facts);
    if (fact === null || typeof fact === 'boolean') return engineWords?.values[`${fact}`] ?? String(fact);
    if (typeof fact === 'number' && name.endsWith('Ms')) return format.span(fact);
    return typeof fact === 'object' ? fact.join(', ') : String(fact);
  };
}

/** What the engine says, in the language of the page; `english` in English, and where there is no other word for it. */
export function spoken(said: Said | undefined, english: string, format: Formatter): string {
  const template = said && engineWords?.said[said.code];
  return template === undefined ? english : fillFacts(template, said?.facts ?? {}, factWriter(format));
}

/** The same for a text that has several parts. */
export function spokenAll(said: readonly Said[] | undefined, english: string, format: Formatter): string {
  if (engineWords === null || said === undefined) return english;
  const parts = said.map((one) => spoken(one, '', format));
  return parts.includes('') ? english : parts.join(' ');
}

function standingText(status: string): string {
  const standing: Readonly<Record<string, string>> = messages.standing;
  return standing[status === 'active' ? 'ready' : status] ?? status;
}

function statusText(status: Fact | undefined, reason: Fact): string {
  const deactivationReason = typeof reason === 'string' ? reason : null;
  return spokenStatus({ status: status as AccountStatus, deactivationReason }) ?? standingText(String(status));
}

const clientIds: readonly ClientId[] = ['codex', 'opencode'];

/** A program by the name that the engine has for it. */
function clientName(english: string): string {
  const id = clientIds.find((each) => en.setup.name(each) === english);
  return id === undefined ? english : messages.setup.name(id);
}

/** `OpenCode: set-up`, with the state in words. */
function setupText(line: string): string {
  const [, name = line, state = ''] = /^(.*): ([\w-]+)$/.exec(line) ?? [];
  return state === '' ? clientName(name) : `${clientName(name)}: ${messages.setup.state(state as SetupState)}`;
}

/** `1455: held codex`, with what became of the port in words. */
function portText(line: string): string {
  const [, port = line, state = '', holder = ''] = /^(\d+): (\w+) ?(.*)$/.exec(line) ?? [];
  const words = engineWords?.said[`port.${state}`];
  return words === undefined ? line : `${port}: ${words.replace('{holder}', () => holder)}`;
}

/** `port: flag > file`, with the setting's title. */
function settingText(line: string): string {
  const [key = '', ...rest] = line.split(': ');
  const titles: Readonly<Record<string, { readonly title: string } | undefined>> = engineWords?.settings ?? {};
  const places: Readonly<Record<string, string>> = messages.settings.sources;
  const order = rest.join(': ').split(' > ');
  return `${titles[key]?.title ?? key}: ${order.map((place) => places[place] ?? place).join(' > ')}`;
}
