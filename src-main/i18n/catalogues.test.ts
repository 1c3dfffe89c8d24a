import { describe, expect, it } from 'vitest';

import { languages, type Language } from '../../src-proxy/contract/language.ts';
import { accountStatusSchema } from '../../src-proxy/contract/account.ts';
import { clientIdSchema } from '../../src-proxy/contract/client-setup.ts';
import { en } from './en.ts';
import { createSpeech } from './speech.ts';

type Saying = (...said: readonly unknown[]) => string;

interface Leaf {
  readonly path: string;
  readonly said: string | Saying;
}

function leavesOf(node: unknown, path = ''): Leaf[] {
  if (typeof node === 'string') return [{ path, said: node }];
  if (typeof node === 'function') return [{ path, said: node as Saying }];
  if (typeof node !== 'object' || node === null) throw new Error(`${path} is neither words nor a group of them.`);
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`));
}

const english = leavesOf(en);
const others = languages.filter((language) => language !== 'en');
const catalogueOf = (language: Language) => createSpeech({ chosen: language, systemLanguages: [] }).say;

/** For sentences that take more than plain texts: what they are called with. */
const samples: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'tray.quittingWith': [1, 37].map((count) => [count, `‹${count}›`]),
  'quit.running': [1, 37].map((count) => [count, `‹${count}›`]),
  'quit.wait': [1, 37].map((count) => [count, `‹${count}›`]),
  'quit.waiting': [1, 37].map((count) => [count, `‹${count}›`]),
  'tray.needingAmong': [1, 37].map((count) => ['‹more›', count, `‹${count}›`]),
  'tray.accountsReady': [0, 1, 37].map((count) => ['‹ready›', count, `‹${count}›`]),
  'window.ofLength': ['5', null].map((hours) => ['5h', hours]),
  'account.result': Object.keys(en.account.actions).map((verb) => [verb, '‹at›', '‹text›']),
  'probe.parts': [[['‹one›', '‹two›']], [[]]],
  'clients.line': clientIdSchema.options.flatMap((id) =>
    ['not-found', 'not-set-up', 'set-up', 'drifted', 'elsewhere', 'unreadable'].map((look) => [id, look]),
  ),
  'clients.undo': clientIdSchema.options.map((id) => [id]),
};

/** The same word for word in every language: nothing in it is a word of one. */
const wordless = new Set([
  'start.reason',
  'window.line',
  'request.attempt',
  'probe.parts',
  'notices.lowBody',
  'failed.ok',
]);

function argumentsFor({ path, said }: Leaf): readonly (readonly unknown[])[] {
  if (typeof said === 'string') return [[]];
  return samples[path] ?? [Array.from({ length: said.length }, (_none, place) => `‹${place}›`)];
}

function say({ said }: Leaf, given: readonly unknown[]): string {
  return typeof said === 'string' ? said : said(...given);
}

const textsIn = (given: unknown): string[] => {
  if (Array.isArray(given)) return given.flatMap(textsIn);
  return typeof given === 'string' && given.startsWith('‹') ? [given] : [];
};

describe.each(others)('the catalogue %s', (language) => {
  const translated = new Map(leavesOf(catalogueOf(language)).map((leaf) => [leaf.path, leaf]));

  it('has every sentence of the tray, its dialogs and notifications, and no other', () => {
    expect([...translated.keys()].toSorted()).toEqual(english.map(({ path }) => path).toSorted());
  });

  it('says each with every text that it is given, and in words of its own', () => {
    const wrong = english.flatMap((leaf) => {
      const own = translated.get(leaf.path);
      if (own === undefined) return [leaf.path];
      return argumentsFor(leaf).flatMap((given) => {
        const [before, after] = [say(leaf, given), say(own, given)];
        const lost = textsIn([...given]).filter((text) => before.includes(text) && !after.includes(text));
        const isSame = before === after && !wordless.has(leaf.path);
        return lost.length > 0 || isSame || /undefined|\[object/.test(after)
          ? [`${leaf.path}: ${before} → ${after}`]
          : [];
      });
    });
    expect(wrong).toEqual([]);
  });
});

it('every standing of an account has its word', () => {
  for (const language of languages) {
    const { status } = catalogueOf(language).account;
    expect(new Set(accountStatusSchema.options.map((each) => status[each])).size).toBe(
      accountStatusSchema.options.length,
    );
  }
});
