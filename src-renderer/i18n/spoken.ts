export type { Spoken } from '#contract/language.ts';
