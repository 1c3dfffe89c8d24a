import { z } from 'zod';

/** A ready-made piece of another program's configuration. Evenkeel shows it; the person copies it. */
export const clientSnippetSchema = z.strictObject({
  id: z.string(),
  client: z.string(),
  title: z.string(),
  /** The file it belongs into, as a person would write it. */
  file: z.string(),
  text: z.string(),
  note: z.string(),
});
export type ClientSnippet = z.infer<typeof clientSnippetSchema>;
