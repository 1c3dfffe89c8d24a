import { setTimeout as sleep } from 'node:timers/promises';

import type { BenchSession, Measured, TargetName } from './bench-session.ts';
import type { AnswerKind, BodySize } from './payloads.ts';

/** What must be true whatever it costs: every byte arrives, every request is in the log. */

const bodies: readonly BodySize[] = ['1KB', '100KB', '5MB'];
const answers: readonly Exclude<AnswerKind, 'paced'>[] = ['short', 'long'];
const streamCount = 1000;
const verifyCeilingMs = 30_000;
const logCeilingMs = 10_000;
const warmUpCeilingMs = 8000;

/** Every kind of body and answer through every target, each exchange unlike all others and hashed on both ends. */
export async function verifyBytes(session: BenchSession): Promise<number> {
  let checked = 0;
  for (const body of bodies) {
    for (const answer of answers) {
      const requests = body === '5MB' ? 4 : 32;
      const order = { body, answer, concurrency: 4, requests, ceilingMs: verifyCeilingMs, hashed: true };
      for (const target of session.targets) checked += (await session.round(target, order)).sent;
    }
  }
  return checked;
}

/** So often that the compiler has seen what it will see: a proxy runs for weeks, and its first thousand requests tell little. */
const warmUp = [
  { body: '1KB', answer: 'short', requests: 3000 },
  { body: '1KB', answer: 'long', requests: 400 },
  { body: '100KB', answer: 'short', requests: 1000 },
] as const;

/** Brings every target to the speed that it keeps, before any of them is measured. */
export async function warmTargets(session: BenchSession): Promise<void> {
  for (const round of warmUp) {
    for (const target of session.targets) {
      await session.round(target, { ...round, concurrency: 16, ceilingMs: warmUpCeilingMs, hashed: false });
    }
  }
}

export interface StreamsResult {
  readonly target: TargetName;
  readonly streams: number;
  readonly peakOpen: number;
  readonly intact: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

/** A thousand paced answers, all open at once (the upstream waits until they are), hashed on both ends. */
export async function checkStreams(session: BenchSession): Promise<StreamsResult[]> {
  const results: StreamsResult[] = [];
  for (const target of session.targets) {
    if (target.name === 'direct') continue;
    const measured: Measured = await session.round(target, {
      body: '1KB',
      answer: 'paced',
      concurrency: streamCount,
      requests: streamCount,
      ceilingMs: verifyCeilingMs,
      hashed: true,
      openTogether: streamCount,
    });
    results.push({
      target: target.name,
      streams: measured.sent,
      peakOpen: measured.peakOpen,
      intact: measured.hashes.length,
      wallMs: measured.wallMs,
      cpuMs: (measured.cpuMicrosPerRequest * measured.sent) / 1000,
      peakMegabytes: measured.peakMegabytes,
    });
  }
  return results;
}

export interface LogResult {
  readonly sent: number;
  readonly rows: number;
}

/** The log is written beside the stream, so its last rows may come a moment after the last answer. */
export async function checkLog(session: BenchSession): Promise<LogResult | undefined> {
  const sent = session.targets.find(({ name }) => name === 'evenkeel')?.sent;
  if (!session.evenkeel || sent === undefined) return undefined;
  const deadline = performance.now() + logCeilingMs;
  let rows = await session.evenkeel.countLogRows();
  while (rows < sent && performance.now() < deadline) {
    await sleep(200);
    rows = await session.evenkeel.countLogRows();
  }
  if (rows !== sent) session.faults.push(`evenkeel: ${sent} requests were sent, the log has ${rows} rows`);
  return { sent, rows };
}
