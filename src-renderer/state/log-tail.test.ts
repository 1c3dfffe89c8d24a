import { expect, it } from 'vitest';

import type { LogPage } from '#contract/diagnostics.ts';

import { LogTail } from './log-tail.svelte.ts';

const line = (text: string) => ({ at: '2026-11-21T10:00:00.000Z', level: 'info' as const, text });

function staged(pages: Readonly<Record<string, LogPage>>) {
  const asked: string[] = [];
  const tail = new LogTail({
    logPage: async ({ level, before }) => {
      const name = `${level} ${before ?? 'end'}`;
      asked.push(name);
      const page = pages[name];
      if (page === undefined) throw new Error(`nothing for ${name}`);
      return page;
    },
  });
  return { tail, asked };
}

it('puts older lines before the others, and then stands still until somebody goes on', async () => {
  const { tail, asked } = staged({
    'info end': { lines: [line('new')], before: 'current:9' },
    'info current:9': { lines: [line('old')], before: null },
  });
  await tail.renew();
  await tail.loadOlder();
  expect(tail.lines?.map(({ text }) => text)).toEqual(['old', 'new']);
  await tail.renew();
  await tail.loadOlder();
  expect(asked).toEqual(['info end', 'info current:9']);
  await tail.pause(false);
  expect(tail.lines?.map(({ text }) => text)).toEqual(['new']);
});

it('keeps what it shows when the engine does not answer', async () => {
  const { tail } = staged({ 'info end': { lines: [line('new')], before: null } });
  await tail.renew();
  await tail.show('error');
  expect(tail.lines).toHaveLength(1);
  expect(tail.error).toMatchObject({ message: 'nothing for error end' });
});
