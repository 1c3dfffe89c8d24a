// E9: fails when the Electron that releases are built with has reached the end of its life, or has a known hole of its own.
// Asks the npm registry, so it runs in a workflow and not in `npm test`.   node scripts/electron-support.ts
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Electron mends the newest three stable majors. */
const supportedMajors = 3;

export interface AuditReport {
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly via: readonly (string | { readonly title: string; readonly url: string })[] }>
  >;
}

const majorOf = (version: string): number => Number(version.split('.')[0]);

/**
 * Sentences on what is wrong with the pinned Electron; none when nothing is.
 * @param newest the newest stable version there is.
 * @param report what `npm audit --json` said. What Electron's own dependencies are warned of is not Electron's.
 */
export function electronProblems(pinned: string, newest: string, report: AuditReport): readonly string[] {
  const oldest = majorOf(newest) - supportedMajors + 1;
  const endOfLife =
    majorOf(pinned) >= oldest
      ? []
      : [
          `Electron ${pinned} has reached the end of its life: ${newest} is out, and majors from ${oldest} on are mended.`,
        ];
  const holes = (report.vulnerabilities?.['electron']?.via ?? []).flatMap((one) =>
    typeof one === 'string' ? [] : [`Electron ${pinned}: ${one.title} (${one.url})`],
  );
  return [...endOfLife, ...holes];
}

function npm(...words: string[]): unknown {
  const { stdout, stderr } = spawnSync('npm', words, { encoding: 'utf8', shell: process.platform === 'win32' });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`npm ${words.join(' ')} gave no JSON: ${stderr.trim()}`);
  }
}

function main(): void {
  const { devDependencies } = JSON.parse(
    readFileSync(join(fileURLToPath(import.meta.url), '..', '..', 'package.json'), 'utf8'),
  ) as { devDependencies: { electron: string } };
  const newest = npm('view', 'electron', 'dist-tags.latest', '--json') as string;
  const report = npm('audit', '--json') as AuditReport;
  // Where the registry does not answer, npm's JSON holds an error in place of this.
  if (report.vulnerabilities === undefined) throw new Error(`npm audit did not work: ${JSON.stringify(report)}`);
  const problems = electronProblems(devDependencies.electron, newest, report);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`Electron ${devDependencies.electron} is supported; the newest is ${newest}.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
