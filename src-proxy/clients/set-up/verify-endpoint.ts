import { z } from 'zod';

import type { SetupCheck } from '../../contract/client-setup.ts';
import type { Facts } from '../../contract/said.ts';
import type { ClientCode } from '../../contract/spoken-codes.ts';
import { keptElsewhere, type SentKey } from './client-key.ts';

const timeoutMs = 5000;
const unauthorized = 401;
const healthSchema = z.looseObject({ app: z.literal('evenkeel') });
const modelsSchema = z.union([
  z.looseObject({ models: z.array(z.unknown()) }),
  z.looseObject({ data: z.array(z.unknown()) }),
]);
const loopbacks = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface AsTheClient {
  /** The client's own, after `/models`. */
  readonly modelsQuery: string;
  readonly key: SentKey;
}

/**
 * Asks where the client would ask, and as it would: is somebody there, is it Evenkeel, does it let the client in at that path.
 * No model is asked anything, which would cost. An address on another machine is not asked: the check would tell it of us.
 * SECURITY: the key goes to nobody who has not said to be Evenkeel, on this machine.
 */
export async function verifyEndpoint(endpoint: string | null, { modelsQuery, key }: AsTheClient): Promise<SetupCheck> {
  const steps: SetupCheck['steps'] = [];
  const done = (ok: boolean, { sentence, code, facts = {} }: Told): boolean => {
    const step = { ok, sentence };
    steps.push(code === null ? step : { ...step, said: { code, facts } });
    return ok;
  };
  const url = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isHere = url !== null && url.protocol === 'http:' && loopbacks.has(url.hostname);
  const leads: Told = isHere
    ? { sentence: `Its file leads to ${endpoint}.`, code: 'check.leads_here', facts: { endpoint } }
    : { sentence: 'Its file does not lead to this computer.', code: 'check.leads_elsewhere' };
  if (!done(isHere, leads) || url === null) return { ok: false, steps };
  const { origin } = url;
  const health = await ask(`${origin}/health`);
  const isEvenkeel = healthSchema.safeParse(health?.body).success;
  const who: Told =
    health === null
      ? { sentence: `Nobody answers at ${origin}.`, code: 'check.nobody', facts: { origin } }
      : { sentence: `What answers at ${origin} is not Evenkeel.`, code: 'check.stranger', facts: { origin } };
  if (!done(isEvenkeel, isEvenkeel ? { sentence: 'Evenkeel answers there.', code: 'check.answers' } : who))
    return { ok: false, steps };
  const isUnseen = key === keptElsewhere;
  const models = await ask(`${String(endpoint).replace(/\/$/, '')}/models${modelsQuery}`, isUnseen ? null : key);
  const list = modelsSchema.safeParse(models?.body);
  const isAnswer = models?.status === 200 && list.success;
  const isOpen: Told = {
    sentence: 'It lets this program in and answers with its models: the way is open. No model was asked.',
    code: 'check.models',
  };
  if (isUnseen && models?.status === unauthorized) {
    // Without the key it had to be turned away, which says nothing of the program.
    done(true, {
      sentence:
        'Its key is kept outside its file, in a variable or a file of its own, where Evenkeel cannot see it: whether it is let in shows with its first request.',
      code: 'check.key_elsewhere',
    });
    return { ok: true, steps };
  }
  done(isAnswer, isAnswer ? isOpen : refusalOf(models));
  return { ok: isAnswer, steps };
}

/** `code` is `null` for what somebody else has worded. */
interface Told {
  readonly sentence: string;
  readonly code: ClientCode | null;
  readonly facts?: Facts;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(address: string, key: string | null = null): Promise<Answer | null> {
  try {
    const response = await fetch(address, {
      ...(key === null ? {} : { headers: { authorization: `Bearer ${key}` } }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
    });
    const body: unknown = await response.json().catch(() => null);
    return { status: response.status, body };
  } catch {
    // Whatever the network says, nobody answered.
    return null;
  }
}

const errorSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) });

function refusalOf(answer: Answer | null): Told {
  if (answer === null) return { sentence: 'It did not answer the question for its models.', code: 'check.no_models' };
  const told = errorSchema.safeParse(answer.body);
  const { status } = answer;
  return told.success
    ? { sentence: told.data.error.message, code: null }
    : {
        sentence: `It answered the question for its models with HTTP ${status}.`,
        code: 'check.status',
        facts: { status },
      };
}
