import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';

import type { SetupForm } from '../../contract/client-setup.ts';
import { asidePrefix } from './codex-block.ts';
import { codexConfig } from './codex-config.ts';
import { ConfigUnreadable } from './config-form.ts';
import { lineDiff } from './line-diff.ts';

/** Pieces of files as people have them; a file is some of them in any order, tables last. */
const topLines = [
  '# a comment',
  '',
  '   ',
  'model = "gpt-5.5"   # with a word on it',
  'approval_policy = "never"',
  'model_provider = "other"',
  "model_provider='openai'",
  'openai_base_url = "http://127.0.0.1:9/v1" # mine',
  '"chatgpt_base_url" = "https://x.test"',
  'notify = [\n  "a", # ] not the end\n  \'b = 1\',\n]',
  'instructions = """\n# >>> not ours\nopenai_base_url = 1\n"""',
  "developer_instructions = '''\n[x]\n''''",
  'shell = { a = "}", b = [1, 2] }',
  'a.b."c.d" = 1979-05-27',
];
const tables = [
  '[analytics]\nenabled = false',
  '[ projects . "/a # b" ]\n  trust_level = "trusted"',
  '# about it\n[model_providers.other]\nbase_url = "https://o.test" # x',
  '[[list]]\nopenai_base_url = "inside a table"',
  '[[list]]',
];
const config = fc
  .record({
    top: fc.uniqueArray(fc.constantFrom(...topLines), {
      maxLength: 7,
      selector: (line) => line.split(/[ =]/)[0] || line,
    }),
    rest: fc.subarray(tables, { maxLength: 4 }),
    crlf: fc.boolean(),
    bom: fc.boolean(),
    ended: fc.boolean(),
  })
  .map(({ top, rest, crlf, bom, ended }) => {
    const text = [...top, ...rest].join('\n') + (ended && top.length + rest.length > 0 ? '\n' : '');
    return (bom ? '\uFEFF' : '') + (crlf ? text.replaceAll('\n', '\r\n') : text);
  });
const form = fc.constantFrom<SetupForm>('built-in', 'provider');
const at = (port: number, chosen: SetupForm) => ({
  origin: `http://127.0.0.1:${port}`,
  form: chosen,
  models: [],
  restoreCommand: port === 2455 ? "'/d/restore.sh'" : null,
});
const values = (text: string) => parse(text.replace('\uFEFF', ''));

describe('config.toml of the Codex CLI', () => {
  it('what goes in comes out to the byte, whatever the file, the form and a port in between', () => {
    fc.assert(
      fc.property(config, form, (text, chosen) => {
        const added = codexConfig.add(text, at(2455, chosen), null);
        expect(added.base).toBe(text);
        expect(codexConfig.read(added.text, at(2455, chosen), null)).toMatchObject({ isOurs: true, leadsHere: true });
        const moved = codexConfig.add(added.text, at(2460, chosen), added.written);
        const wasEnded = chosen === 'built-in' || text === '' || text === '\uFEFF' || text.endsWith('\n');
        const expected = wasEnded ? text : `${text}${/\r?\n/.exec(text)?.[0] ?? '\n'}`;
        expect(codexConfig.remove(moved.text, moved.written)).toBe(expected);
        expect(codexConfig.remove(added.text, null)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('only lines are added or put behind a mark; not one is lost', () => {
    fc.assert(
      fc.property(config, form, (text, chosen) => {
        const { text: after } = codexConfig.add(text, at(2455, chosen), null);
        const lines = lineDiff(text.replace('\uFEFF', ''), after.replace('\uFEFF', ''));
        const added = new Set(lines.filter(({ kind }) => kind === 'added').map((line) => line.text));
        for (const { kind, text: line } of lines) {
          if (kind !== 'removed') continue;
          // Behind our mark, or ended because our table follows.
          const kept = [
            `${asidePrefix}${line}`,
            `${line}\n`,
            `${line}\r\n`,
            `${asidePrefix}${line}\n`,
            `${asidePrefix}${line}\r\n`,
          ];
          expect(kept.some((each) => added.has(each))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('nothing that is no TOML is ever changed', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', '=', ' ', '"', "'", '[', ']', '{', '}', '#', '\n', '\r', '.', '\\', '1'),
        }),
        form,
        (text, chosen) => {
          try {
            codexConfig.add(text, at(2455, chosen), null);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigUnreadable);
            return;
          }
          const { text: after, written } = codexConfig.add(text, at(2455, chosen), null);
          expect(values(after)).toMatchObject(values(text));
          const back = codexConfig.remove(after, written);
          expect([text, `${text}\n`, `${text}\r\n`]).toContain(back);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
