import type { ProblemText } from '../start-up/start-problem.ts';
import type { Notice } from './notice.ts';

/** An engine that did not start, for somebody who did not ask for anything: the app was started with the machine. */
export function problemNotice({ title, detail }: ProblemText): Notice {
  return { id: 'problem', title, body: detail, target: { kind: 'problem' } };
}
