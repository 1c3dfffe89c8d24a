import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { commandLineAgent } from './contract/audit.ts';
import { apiErrorSchema } from './contract/error-body.ts';
import { version } from './version.ts';

/**
 * How a command finds the engine that has the data folder open: a small file with its address, believed only when the
 * engine that wrote it answers there. After a kill the file stays, and anybody may listen at that address by then; what
 * commands send (sign-in files, passwords, the token itself) is not for them.
 */

/** In which a command proves that it can read the data folder, and so is its owner. */
export const localTokenHeader = 'x-evenkeel-local-token';

const fileSchema = z.looseObject({ origin: z.url(), pid: z.number(), token: z.string().min(1) });
/** By address: what the file said beside it. */
const tokens = new Map<string, string>();
const healthTimeoutMs = 3000;

/** A command's question, and the header of the answer that only who knows the token can give. */
export const challengeHeader = 'x-evenkeel-challenge';
export const proofHeader = 'x-evenkeel-proof';

/** SECURITY: proves the token without saying it. */
export function proofOf(token: string, challenge: string): string {
  return createHmac('sha256', token).update(challenge).digest('hex');
}

const pathIn = (dataDir: string): string => join(dataDir, 'engine.json');

/** SECURITY: the token opens the dashboard's API. The file is for its owner alone, in a folder for its owner alone. */
export async function rememberRunningEngine(dataDir: string, origin: string, token: string): Promise<void> {
  // A file that is there already would keep the rights that it has.
  await rm(pathIn(dataDir), { force: true });
  await writeFile(pathIn(dataDir), JSON.stringify({ origin, pid: process.pid, token }), { mode: 0o600, flag: 'wx' });
}

export async function forgetRunningEngine(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true });
}

/** The address of the engine that runs on this data folder, or `null`. */
export async function findRunningEngine(dataDir: string): Promise<string | null> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { origin, token } = fileSchema.parse(JSON.parse(text));
    const challenge = randomBytes(32).toString('hex');
    const response = await fetch(`${origin}/health`, {
      headers: { [challengeHeader]: challenge },
      signal: AbortSignal.timeout(healthTimeoutMs),
      redirect: 'error',
    });
    await response.arrayBuffer();
    const proof = Buffer.from(response.headers.get(proofHeader) ?? '', 'hex');
    const wanted = Buffer.from(proofOf(token, challenge), 'hex');
    if (proof.length !== wanted.length || !timingSafeEqual(proof, wanted)) return null;
    tokens.set(new URL(origin).origin, token);
    return origin;
  } catch {
    // A file that cannot be read, or nobody there any more: then nobody runs.
    return null;
  }
}

/** An engine that was asked and said no; the message is its own. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
}

/**
 * Asks the running engine's API, with the token of the file where `findRunningEngine` has read it. With `isUseful` an answer that has an error's status, but tells more, is taken too.
 * @throws EngineRefusal with the engine's sentence
 */
export async function askEngine(
  url: string,
  init: RequestInit = {},
  isUseful: (answer: unknown) => boolean = () => false,
): Promise<unknown> {
  const response = await fetchFromEngine(url, init);
  const answer: unknown = await response.json();
  if (response.ok || isUseful(answer)) return answer;
  throw refusalIn(answer, response.status);
}

/**
 * The same for a file.
 * @throws EngineRefusal with the engine's sentence
 */
export async function downloadFromEngine(url: string): Promise<Uint8Array> {
  const response = await fetchFromEngine(url, {});
  if (!response.ok) throw refusalIn(await response.json(), response.status);
  return new Uint8Array(await response.arrayBuffer());
}

async function fetchFromEngine(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('user-agent', `${commandLineAgent}${version}`);
  const token = tokens.get(new URL(url).origin);
  if (token !== undefined) headers.set(localTokenHeader, token);
  // Nothing that we hold for one address goes to another.
  return await fetch(url, { ...init, headers, redirect: 'error' });
}

function refusalIn(answer: unknown, status: number): EngineRefusal {
  const refusal = apiErrorSchema.safeParse(answer);
  return new EngineRefusal(refusal.success ? refusal.data.error.message : `Evenkeel answered with HTTP ${status}.`);
}
