import { en } from './en.ts';

/** The catalogue in use. English is complete; a second language must have the same keys. */
export const messages = en;
