import { z } from 'zod';

import type { SetupCheck } from '../../contract/client-setup.ts';

const timeoutMs = 5000;
const healthSchema = z.looseObject({ app: z.literal('evenkeel') });
const modelsSchema = z.union([
  z.looseObject({ models: z.array(z.unknown()) }),
  z.looseObject({ data: z.array(z.unknown()) }),
]);
const loopbacks = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Asks where the client would ask: is somebody there, is it Evenkeel, does it answer at that path. An address on another
 * machine is not asked: the check would tell it of us.
 * @param modelsQuery the client's own, after `/models`
 */
export async function verifyEndpoint(endpoint: string | null, modelsQuery: string): Promise<SetupCheck> {
  const steps: { ok: boolean; sentence: string }[] = [];
  const done = (ok: boolean, sentence: string): boolean => {
    steps.push({ ok, sentence });
    return ok;
  };
  const url = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isHere = url !== null && url.protocol === 'http:' && loopbacks.has(url.hostname);
  if (
    !done(isHere, isHere ? `Its file leads to ${endpoint}.` : 'Its file does not lead to this computer.') ||
    url === null
  )
    return { ok: false, steps };
  const health = await ask(`${url.origin}/health`);
  const isEvenkeel = healthSchema.safeParse(health?.body).success;
  const who = health === null ? `Nobody answers at ${url.origin}.` : `What answers at ${url.origin} is not Evenkeel.`;
  if (!done(isEvenkeel, isEvenkeel ? 'Evenkeel answers there.' : who)) return { ok: false, steps };
  const models = await ask(`${String(endpoint).replace(/\/$/, '')}/models${modelsQuery}`);
  const list = modelsSchema.safeParse(models?.body);
  const isAnswer = models?.status === 200 && list.success;
  done(isAnswer, isAnswer ? 'It answers with its models: the way is open.' : refusalOf(models));
  return { ok: isAnswer, steps };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(address: string): Promise<Answer | null> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    const body: unknown = await response.json().catch(() => null);
    return { status: response.status, body };
  } catch {
    // Whatever the network says, nobody answered.
    return null;
  }
}

const errorSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) });

function refusalOf(answer: Answer | null): string {
  if (answer === null) return 'It did not answer the question for its models.';
  const told = errorSchema.safeParse(answer.body);
  return told.success ? told.data.error.message : `It answered the question for its models with HTTP ${answer.status}.`;
}
