/**
 * SECURITY: what leaves this machine by hand of its owner, to be read by anybody. Three nets, one behind the other: what
 * we know to be secret or personal goes by its very letters; then what looks like a secret; then every e-mail address.
 */
import { withoutEmails } from '../../contract/diagnostics-report.ts';
import { redact } from '../../observe/redact.ts';

export interface Known {
  /** Tokens and the like that are in memory now. */
  readonly secrets: readonly string[];
  /** What tells who somebody is, and what to call it instead. */
  readonly names: readonly { readonly text: string; readonly instead: string }[];
  /** The folder that holds the person's user name. */
  readonly home: string;
}

/** Shorter ones would be found in ordinary words. */
const shortestSecret = 8;
const shortestName = 3;

/** Cleans every text in plain data. Names of members stay: they are ours. */
export function createCleaner({ secrets, names, home }: Known): (value: unknown) => unknown {
  const literal = [
    ...secrets.filter(({ length }) => length >= shortestSecret).map((text) => ({ text, instead: '[redacted]' })),
    ...names.filter(({ text }) => text.length >= shortestName),
    ...(home.length > 1 ? [{ text: home, instead: '~' }] : []),
  ]
    .flatMap(({ text, instead }) =>
      [...new Set([text, encodeURIComponent(text.toWellFormed())])].map((form) => ({ form, instead })),
    )
    // A name within a longer one must not break it up.
    .toSorted((one, other) => other.form.length - one.form.length);

  function cleanText(text: string): string {
    let clean = text;
    for (const { form, instead } of literal) clean = clean.replaceAll(form, instead);
    return withoutEmails(redact(clean));
  }

  return function clean(value: unknown): unknown {
    if (typeof value === 'string') return cleanText(value);
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, clean(item)]));
  };
}

/** Pure. Addresses of other machines; our own is the same everywhere. */
export function withoutAddresses(text: string): string {
  return text
    .replaceAll(/\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]')
    .replaceAll(/(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::|[0-9a-f]{1,4})[0-9a-f:]*(?![\w:])/gi, (found) =>
      /^\d\d(?::\d\d){2}$/.test(found) ? found : '[address]',
    );
}

/** Words of machines: names of models, codes of errors. Pure; whatever else stands there is somebody's text. */
export function machineWord(text: string | null): string | null {
  if (text === null) return null;
  return /^[\w.:/-]{1,80}$/.test(text) ? text : '[other]';
}
