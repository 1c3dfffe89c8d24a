import { relative } from 'node:path';

/** What of Vitest's JSON report is read here. */
export type SuiteReport = {
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

/** A log that somebody reads from its end has room for this much of each failure. */
const maxLines = 12;

/**
 * The failures of a suite, each as "file > test" and the beginning of its message, from Vitest's JSON report. A file
 * that could not be loaded has no failed test in it, and is named with its own message.
 */
export function failuresOf(report: SuiteReport, root: string): readonly string[] {
  return (report.testResults ?? []).flatMap((file) => {
    const name = relative(root, file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return file.status === 'failed' ? [entry(name, [file.message ?? ''])] : [];
    return failed.map((test) => entry(`${name} > ${test.fullName}`, test.failureMessages));
  });
}

function entry(title: string, messages: readonly string[]): string {
  const lines = messages
    .flatMap((message) => message.split('\n'))
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'));
  return [title, ...lines.slice(0, maxLines).map((line) => `    ${line}`)].join('\n');
}
