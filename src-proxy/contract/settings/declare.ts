import { z } from 'zod';

import { addressWithCredentials, readProxyAddress } from '../proxy-address.ts';

export interface Declaration<Schema extends z.ZodType> {
  /** Parses text (flag, environment) as well as JSON (file, dashboard). */
  readonly schema: Schema;
  readonly fallback: z.output<Schema>;
  readonly title: string;
  /** One or two sentences: what it changes, and when one would want it. */
  readonly help: string;
  readonly unit?: 'seconds' | 'days' | 'attempts' | 'MiB';
  /** Environment names, ours first, then aliases that mean the same elsewhere. */
  readonly environment: readonly string[];
  readonly flag?: string;
  /** What a person may write, in words. */
  readonly allowed: string;
  /**
   * Set for a value that may hold credentials: it is then redacted wherever it is shown, and one that does hold them is
   * taken from the environment alone, because everything else is stored in the open.
   */
  readonly holdsCredentials?: (value: string) => boolean;
  /**
   * Set for a value that the `.env.local` of any folder may hold. Not for one that says where tokens go, who is let in,
   * where data lies, what is written down or whom we ask: a repository is no trusted author.
   */
  readonly harmless?: true;
  /** `live` takes effect on the next request; `restart` at the next start, and the dashboard cannot set it. */
  readonly effect: 'live' | 'restart';
}

export function declare<Schema extends z.ZodType>(declaration: Declaration<Schema>): Declaration<Schema> {
  return declaration;
}

/** A number, or its digits as text; nothing else that JavaScript would make a number of. */
export const wholeNumber = (min: number, max: number) =>
  z.union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)]).pipe(z.number().int().min(min).max(max));
export const flagText = z.union([
  z.boolean(),
  z
    .enum(['true', '1', 'yes', 'on', 'false', '0', 'no', 'off'])
    .transform((text) => ['true', '1', 'yes', 'on'].includes(text)),
]);
export const httpUrl = z
  .url({ protocol: /^https?$/ })
  // Only asked of what is an address; what is not has been refused already.
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** `direct`, or a proxy's address in its one form; credentials, where it has some, encoded so that redaction finds them. */
export const proxyChoice = z
  .string()
  .trim()
  .transform((text, context) => {
    if (text.toLowerCase() === 'direct') return 'direct';
    const read = readProxyAddress(text);
    if (read.kind === 'address') return addressWithCredentials(read.proxy);
    context.addIssue({ code: 'custom', message: read.text });
    return z.NEVER;
  });
