import { afterEach, describe, expect, it, vi } from 'vitest';

import type { ImportPreview } from '../contract/account-import.ts';
import { previewAndImport } from './import-command.ts';

const files = [{ name: 'a.json', content: '{}' }];
const preview: ImportPreview = {
  rows: [],
  counts: { new: 1, updates: 1, duplicate: 0, unreadable: 0, older: 0 },
};

async function run(agrees: boolean): Promise<{ asked: string[]; imports: unknown[]; printed: string[] }> {
  const [asked, imports, printed]: [string[], unknown[], string[]] = [[], [], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  const engine = {
    previewAuthFiles: () => Promise.resolve(preview),
    importAuthFiles: (given: unknown, options: unknown) => {
      imports.push([given, options]);
      return Promise.resolve([]);
    },
  };
  const situation = { dryRun: false, yes: false, fromFolder: false, interactive: true };
  const terminal = {
    interactive: true,
    ask: (question: string) => {
      asked.push(question);
      return Promise.resolve(agrees);
    },
  };
  await previewAndImport(engine, files, { overwriteOlder: true }, situation, terminal);
  return { asked, imports, printed };
}

afterEach(() => vi.restoreAllMocks());

describe('a person at a terminal', () => {
  it('sees the preview, is asked, and a no writes nothing', async () => {
    const { asked, imports, printed } = await run(false);
    expect([asked.length, imports, printed]).toEqual([1, [], ['1 new, 1 update', 'Nothing was written.']]);
  });

  it('a yes imports the same files, as they were asked for', async () => {
    expect((await run(true)).imports).toEqual([[files, { overwriteOlder: true }]]);
  });
});
