import { expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { refuses } from '../fakes/source/source-steps.ts';
import { errorOf } from './http-client.ts';
import { ownModel, startSourceStage, type SourceStage } from './source-stage.ts';

const chat = ({ stage }: SourceStage) =>
  stage.call('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: ownModel, messages: [{ role: 'user', content: 'hi' }] }),
  });

it('what a source costs is known after a restart and without the log, holds the ceiling, and begins anew with the month (UTC)', async () => {
  const clock = new ManualClock(Date.parse('2026-11-30T22:00:00Z'));
  await using sources = await startSourceStage({}, { clock, vault: 'file', accounts: [] });
  expect((await chat(sources)).status).toBe(200);
  const { spentMicroUsd, lastError } = await sources.summary();
  expect([spentMicroUsd > 0, lastError]).toEqual([true, null]);
  await sources.change({ monthlyCeilingMicroUsd: spentMicroUsd });
  await sources.stage.restart();
  expect(await sources.summary()).toMatchObject({ spentMicroUsd, unpricedRequests: 0, running: 0 });

  const refused = await chat(sources);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(String(errorOf(refused)['message'])).toContain('2026-12-01 (UTC)');
  expect(sources.source.requests).toHaveLength(1);

  await clock.advance(2 * 3_600_000);
  expect(await sources.summary()).toMatchObject({ spentMicroUsd: 0 });
  expect((await chat(sources)).status).toBe(200);
  await sources.stage.restart();
  expect(await sources.summary()).toMatchObject({ spentMicroUsd });
});

it('a request that the source refuses costs nothing, is its last error, and is forgotten with the next answer', async () => {
  await using sources = await startSourceStage({}, { vault: 'file', accounts: [] });
  sources.source.script([refuses(500, { error: { message: 'boom' } })]);
  expect((await chat(sources)).status).toBeGreaterThanOrEqual(500);
  expect(await sources.summary()).toMatchObject({
    spentMicroUsd: 0,
    unpricedRequests: 0,
    lastError: { statusCode: 500 },
  });
  await sources.stage.restart();
  expect(await sources.summary()).toMatchObject({ spentMicroUsd: 0, unpricedRequests: 0 });
  expect((await chat(sources)).status).toBe(200);
  expect(await sources.summary()).toMatchObject({ lastError: null });
});
