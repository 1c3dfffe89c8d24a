import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';

import type { ModelSourceTest } from '../contract/model-sources.ts';
import { told, type Told } from '../contract/told.ts';
import { SourceAddressError, sourceLookup } from './source-address.ts';

export interface AskModelsOptions {
  readonly baseUrl: string;
  readonly key: string | null;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly timeoutMs: number;
}

const mostBytes = 4 * 1024 * 1024;
const mostNames = 2000;
const namesSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/**
 * Asks an OpenAI-compatible server for its list of models, `GET {baseUrl}/models`. Costs nothing. SECURITY: follows no
 * redirect, so that the key goes nowhere but to the server that it was given for.
 */
export async function askModels(options: AskModelsOptions): Promise<ModelSourceTest> {
  const { baseUrl, key, ownName, timeoutMs } = options;
  const { origin, pathname, protocol } = new URL(baseUrl);
  const signal = AbortSignal.timeout(timeoutMs);
  const agent = new Agent({ connections: 1, connect: { timeout: timeoutMs, lookup: sourceLookup(protocol) } });
  try {
    const answer = await agent.request({
      origin,
      path: `${pathname.replace(/\/$/, '')}/models`,
      method: 'GET',
      headers: {
        accept: 'application/json',
        'user-agent': ownName,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      signal,
    });
    return await verdictOn(answer, options);
  } catch (error) {
    return failed(null, signal.aborted ? silence(origin, timeoutMs) : connectionTrouble(error, origin));
  } finally {
    await agent.destroy();
  }
}

async function verdictOn(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { baseUrl, key }: AskModelsOptions,
): Promise<ModelSourceTest> {
  const { origin } = new URL(baseUrl);
  if (statusCode >= 300 && statusCode < 400)
    return failed(
      statusCode,
      told(
        'source.redirects',
        { origin, place: placeOf(headers.location, baseUrl) ?? '–' },
        `${origin} sends on to ${placeOf(headers.location, baseUrl) ?? 'another address'}. The key is not sent there: if that is right, enter that address.`,
      ),
    );
  if (statusCode === 401 || statusCode === 403)
    return failed(
      statusCode,
      key === null
        ? told('source.wants_key', { origin, statusCode }, `${origin} wants a key (${statusCode}), and none is set.`)
        : told('source.key_refused', { origin, statusCode }, `${origin} does not accept the key (${statusCode}).`),
    );
  if (statusCode === 404)
    return failed(
      statusCode,
      told(
        'source.nothing_there',
        { origin, baseUrl },
        `${origin} answers, but has nothing at ${baseUrl}/models (404). Most addresses end in /v1.`,
      ),
    );
  if (statusCode !== 200)
    return failed(statusCode, told('source.status', { origin, statusCode }, `${origin} answered with ${statusCode}.`));
  const read = namesSchema.safeParse(parseJson(await textOf(body)));
  if (!read.success)
    return failed(
      statusCode,
      told(
        'source.no_list',
        { origin },
        `${origin} answers, but not with a list of models as OpenAI's API has it. Is the address right? Most end in /v1.`,
      ),
    );
  const models = [...new Set(read.data.data.map(({ id }) => id))].slice(0, mostNames);
  const count = models.length === 1 ? '1 model' : `${models.length} models`;
  const facts = { origin, count: models.length };
  const { sentence, said } = told('source.lists', facts, `${origin} answers and lists ${count}.`);
  return { ok: true, statusCode, message: sentence, said, models };
}

function failed(statusCode: number | null, { sentence, said }: Told): ModelSourceTest {
  return { ok: false, statusCode, message: sentence, said, models: [] };
}

function silence(origin: string, timeoutMs: number): Told {
  const seconds = timeoutMs / 1000;
  return told('source.silent', { origin, seconds }, `${origin} did not answer within ${seconds} seconds.`);
}

function connectionTrouble(error: unknown, origin: string): Told {
  const cause = innermost(error);
  if (cause instanceof SourceAddressError)
    return told('source.unfit_address', { origin, why: cause.message }, `${origin} cannot be used: ${cause.message}`);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED')
    return told(
      'source.nobody_listens',
      { origin },
      `Nobody listens at ${origin}. Is the server running, and is the port right?`,
    );
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return told('source.no_such_name', { origin }, `There is no server of the name in ${origin}, or no network.`);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return told('source.too_slow', { origin }, `${origin} could not be reached in time.`);
  if (/^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code))
    return told(
      'source.unsafe',
      { origin, code },
      `${origin} cannot be reached safely: its certificate or its TLS is not in order (${code}).`,
    );
  const why = code === '' ? '' : ` (${code})`;
  return told('source.broke_off', { origin, why }, `${origin} broke off before it answered${why}.`);
}

/** A name with several addresses fails with one error for each of them. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined && !('code' in error)) return innermost(error.cause);
  return error;
}

/** Without anything that may be secret in it; `null` where it does not say. */
function placeOf(location: string | string[] | undefined, baseUrl: string): string | null {
  const text = Array.isArray(location) ? location[0] : location;
  if (text === undefined || !URL.canParse(text, baseUrl)) return null;
  const { origin, pathname } = new URL(text, baseUrl);
  return origin + pathname.replace(/\/models\/?$/, '');
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
