import { isDeepStrictEqual } from 'node:util';

import { applyEdits, modify, parse, type FormattingOptions, type ParseError } from 'jsonc-parser';

import { told, type Told } from '../../contract/told.ts';
import { redact } from '../../observe/redact.ts';
import { isKeyless, keptElsewhere, keyWritten, noKey } from './client-key.ts';
import { bothOrigins, ConfigUnreadable, type ConfigForm, type Destination, type OfferedModel } from './config-form.ts';

type Members = Record<string, unknown>;

/** In OpenCode a provider is added beside the others; the person chooses a model of it there. Its name is how it is known again. */
const name = 'evenkeel';
const title = 'Evenkeel';
const sdk = '@ai-sdk/openai';
const fresh = '{\n  "$schema": "https://opencode.ai/config.json"\n}\n';
const outputTokens = 32_000;
const usualContextTokens = 272_000;

/** `opencode.json` or `opencode.jsonc`. */
export const opencodeConfig: ConfigForm = {
  read(text, destination, written) {
    const provider = ownProvider(parsed(text));
    const endpoint = provider === null ? null : baseUrlOf(provider);
    const isOurs = provider !== null;
    const leadsHere = endpoint !== null && endpoint.replace(/\/$/, '') === baseUrl(destination);
    const drift: Told[] = [];
    if (isOurs && !leadsHere)
      drift.push(
        told(
          'drift.provider_address',
          { name, endpoint: redact(endpoint ?? '–'), origin: destination.origin },
          `The provider "${name}" leads to ${redact(endpoint ?? 'nowhere')}, and Evenkeel answers at ${destination.origin}.`,
        ),
      );
    if (!isOurs && written !== null)
      drift.push(told('drift.taken_out', {}, "Somebody has taken Evenkeel's provider out of the file since."));
    return { isOurs, endpoint, leadsHere, drift, form: 'built-in' };
  },

  add(text, destination, written) {
    const current = ownProvider(parsed(text));
    if (current !== null && (written !== null || isOfOurForm(current))) {
      // The models and options that the person has added to it since stay.
      const moved = withKey(edit(text, ['provider', name, 'options', 'baseURL'], baseUrl(destination)), destination);
      const known = written ?? { form: 'built-in', lines: ['provider'], setAside: [] };
      const [previous, ...keys] = known.setAside;
      const isFirstKey = destination.key !== undefined && previous !== undefined && keys.length === 0;
      return {
        text: moved,
        base: this.remove(text, written),
        written: isFirstKey ? { ...known, setAside: [previous, keyAt(current) ?? ''] } : known,
        notes: [
          ...(destination.key === undefined ? [told('note.only_address', {}, 'Only the address changes.')] : []),
          ...(destination.key !== undefined || holdsOurs(ownProvider(parsed(moved))) ? [keyWritten] : []),
        ],
      };
    }
    const start = text === '' ? fresh : text;
    const before = parsed(start);
    const had = ownProvider(before);
    const edited =
      had === null
        ? edit(start, ['provider', name], providerFor(destination))
        : withKey(edit(start, ['provider', name, 'options', 'baseURL'], baseUrl(destination)), destination);
    requireOthersUntouched(before, parsed(edited));
    return {
      text: edited,
      base: text,
      written: {
        form: 'built-in',
        lines: [
          ...('provider' in before ? [] : ['provider']),
          ...(had === null || 'options' in had ? [] : ['options']),
        ],
        setAside:
          had === null ? [] : [baseUrlOf(had) ?? '', ...(destination.key === undefined ? [] : [keyAt(had) ?? ''])],
      },
      notes: [
        had === null
          ? told(
              'note.own_providers',
              {},
              'Your own providers and your choice of a model stay. In OpenCode, choose a model of Evenkeel with /models.',
            )
          : told('note.provider_address', { name }, `Only the address of your provider "${name}" changes.`),
        ...(destination.key === undefined ? [] : [keyWritten]),
      ],
    };
  },

  remove(text, written) {
    const before = parsed(text);
    if (ownProvider(before) === null) return text;
    const [previous, previousKey] = written?.setAside ?? [];
    if (previous !== undefined) {
      // The person's own: what we put into it goes, or is again what it was.
      const moved = edit(text, ['provider', name, 'options', 'baseURL'], previous || undefined);
      const back =
        previousKey === undefined
          ? moved
          : edit(moved, ['provider', name, 'options', 'apiKey'], previousKey || undefined);
      const { options } = ownProvider(parsed(back)) ?? {};
      const isTidied = written?.lines.includes('options') === true && isDeepStrictEqual(options, {});
      return isTidied ? edit(back, ['provider', name, 'options'], undefined) : back;
    }
    const without = edit(text, ['provider', name], undefined);
    const isEmpty = Object.keys(members(parsed(without)['provider'])).length === 0;
    // An empty one that was there before us stays.
    const isTidied = isEmpty && (written === null || written.lines.includes('provider'));
    const result = isTidied ? edit(without, ['provider'], undefined) : without;
    requireOthersUntouched(before, parsed(result));
    return result;
  },

  sentKey(text) {
    const key = keyAt(ownProvider(parsed(text)));
    // A name of a variable or a file is for OpenCode to look up.
    return key !== null && /\{(?:env|file):/.test(key) ? keptElsewhere : key;
  },

  isBare: (text) => Object.keys(parsed(text)).every((key) => key === '$schema'),
};

function parsed(text: string): Members {
  if (text === '') return {};
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new ConfigUnreadable(
      `It is not valid JSON (line ${line}), so OpenCode cannot read it either. Mend that first.`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigUnreadable(
      'It does not hold a JSON object, so there is nothing that a provider could be added to.',
    );
  return value as Members;
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function ownProvider(config: Members): Members | null {
  const own = members(config['provider'])[name];
  return typeof own === 'object' && own !== null ? (own as Members) : null;
}

/** As `providerFor` makes it: what nobody remembers to have written is known by that. */
function isOfOurForm(provider: Members): boolean {
  const endpoint = baseUrlOf(provider) ?? '';
  const isHere = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/v1\/?$/.test(endpoint);
  return isHere && provider['npm'] === sdk && provider['name'] === title;
}

function baseUrlOf(provider: Members): string | null {
  const url = members(provider['options'])['baseURL'];
  return typeof url === 'string' ? url : null;
}

function keyAt(provider: Members | null): string | null {
  const key = members(provider?.['options'])['apiKey'];
  return typeof key === 'string' ? key : null;
}

function holdsOurs(provider: Members | null): boolean {
  return !isKeyless(keyAt(provider));
}

function withKey(text: string, { key }: Destination): string {
  return key === undefined ? text : edit(text, ['provider', name, 'options', 'apiKey'], key);
}

const baseUrl = ({ origin }: Destination): string => `${bothOrigins(origin).numeric}/v1`;

function providerFor(destination: Destination): Members {
  return {
    // The Responses API: reasoning and the prompt cache survive between turns, which chat completions cannot carry.
    npm: sdk,
    name: title,
    // The SDK insists on a key; without one that Evenkeel made, any word will do.
    options: { baseURL: baseUrl(destination), apiKey: destination.key ?? noKey },
    models: Object.fromEntries(destination.models.map((model) => [model.slug, modelFor(model)])),
  };
}

function modelFor({ name: called, contextTokens }: OfferedModel): Members {
  return {
    name: called,
    tool_call: true,
    reasoning: true,
    attachment: true,
    limit: { context: contextTokens ?? usualContextTokens, output: outputTokens },
  };
}

/** The editor keeps every byte outside the member that it changes. */
function edit(text: string, path: string[], value: unknown): string {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(bom.length);
  return bom + applyEdits(body, modify(body, path, value, { formattingOptions: formattingOf(body) }));
}

function formattingOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: /\r?\n/.exec(text)?.[0] ?? '\n',
  };
}

function requireOthersUntouched(before: Members, after: Members): void {
  if (isDeepStrictEqual(withoutOwn(before), withoutOwn(after))) return;
  throw new ConfigUnreadable('Its form is unusual, and Evenkeel could not change it without touching something else.');
}

function withoutOwn(config: Members): Members {
  const { provider, ...others } = config;
  const rest = Object.entries(members(provider)).filter(([key]) => key !== name);
  return { ...others, ...(rest.length === 0 ? {} : { provider: Object.fromEntries(rest) }) };
}
