import { z } from 'zod';

import type { ProbeRequests } from '../provider.ts';

const preferred = 'gpt-5.4-mini';
const smallest = [/nano/, /mini/];
const instruction = 'Reply with OK only.';

const catalogueSchema = z.looseObject({
  models: z.array(
    z.looseObject({ slug: z.string().min(1), visibility: z.string().nullish(), priority: z.number().nullish() }),
  ),
});

/**
 * The cheapest model that the account's catalogue lists. The catalogue holds no prices: small ones say so in their name,
 * and of the others the one that it puts last is the least of them.
 */
export function cheapestModel(catalogue: unknown): string {
  const parsed = catalogueSchema.safeParse(catalogue);
  const models = parsed.success ? parsed.data.models.filter(({ visibility }) => visibility !== 'hide') : [];
  if (models.length === 0 || models.some(({ slug }) => slug === preferred)) return preferred;
  const last = models.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
  const small = smallest.map((size) => last.find(({ slug }) => size.test(slug))).find((found) => found !== undefined);
  return (small ?? last[0])?.slug ?? preferred;
}

/** What a probe asks for. Nothing in it claims to come from another program. */
export const probeRequests: ProbeRequests = {
  // Without a version the list is refused; this one names the oldest wire form that we speak, not a program.
  modelsPath: '/codex/models?client_version=0.98.0',
  turnPath: '/codex/responses',
  cheapestModel: (body) => cheapestModel(parseJson(body.toString('utf8'))),
  turnBody: (model) =>
    Buffer.from(
      JSON.stringify({
        model,
        instructions: instruction,
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: instruction }] }],
        store: false,
        stream: true,
      }),
    ),
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
