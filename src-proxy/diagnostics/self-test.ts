import type { DiagnosticResult } from '../contract/diagnostics.ts';
import type { Facts, Said } from '../contract/said.ts';
import type { FindingCode } from '../contract/self-test-codes.ts';

/** What a self-test says; the run adds the rest. */
export type Finding = Pick<DiagnosticResult, 'verdict' | 'sentence'> &
  Partial<Pick<DiagnosticResult, 'whatToDo' | 'details'>> & { readonly said?: Said };

/** One question to this machine or this engine, with a verdict for an answer. */
export interface SelfTest {
  readonly id: string;
  /** Rows of the table of symptoms, such as `S5`. */
  readonly symptoms: readonly string[];
  readonly title: string;
  /** Looks, judges, and leaves nothing behind. What it throws counts as a failure with the error for a sentence. */
  readonly run: (signal: AbortSignal) => Promise<Finding> | Finding;
}

/** A finding with what it says as a code and facts, for whoever says it in another language. */
export function coded(code: FindingCode, facts: Facts, finding: Finding): Finding {
  return { ...finding, said: { code, facts } };
}

export function fine(sentence: string, details: readonly string[] = []): Finding {
  return { verdict: 'ok', sentence, details: [...details] };
}

export function warning(sentence: string, whatToDo: string, details: readonly string[] = []): Finding {
  return { verdict: 'warn', sentence, whatToDo, details: [...details] };
}

export function failure(sentence: string, whatToDo: string, details: readonly string[] = []): Finding {
  return { verdict: 'fail', sentence, whatToDo, details: [...details] };
}

export function notApplicable(sentence: string): Finding {
  return { verdict: 'not_applicable', sentence };
}
