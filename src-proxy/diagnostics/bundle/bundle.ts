import { zip, type AsyncZippable } from 'fflate';

import type { AccountSummary } from '../../contract/account.ts';
import type { BundleManifest, DiagnosticRun, LogLine } from '../../contract/diagnostics.ts';
import { reportText } from '../../contract/diagnostics-report.ts';
import type { RequestLogEntry } from '../../contract/request-log.ts';
import type { SettingView } from '../../contract/settings.ts';
import type { DatabaseFacts, LogBacklog } from '../../storage/store.ts';
import { accountRow, requestRow } from './bundle-rows.ts';
import { createCleaner, withoutAddresses } from './cleaner.ts';

/** At most so many rows of the request log, and so many lines of the program's. */
export const bundledRequests = 500;
export const bundledLogLines = 1000;

/** All that may go into a bundle, as the engine has it: nothing here is clean yet. */
export interface BundleSource {
  readonly version: string;
  readonly versions: NodeJS.ProcessVersions;
  readonly nowMs: number;
  readonly settings: readonly SettingView[];
  readonly run: DiagnosticRun | null;
  readonly accounts: readonly AccountSummary[];
  /** Newest first. */
  readonly requests: readonly RequestLogEntry[];
  /** Oldest first. */
  readonly logLines: readonly LogLine[];
  readonly database: { readonly facts: DatabaseFacts | null; readonly backlog: LogBacklog | null };
  /** Tokens in memory now; none of it may be found in the bundle. */
  readonly secrets: readonly string[];
  /** Other names that people gave: of keys and sources. */
  readonly names: readonly string[];
  readonly home: string;
}

const contents = [
  { name: 'README.txt', what: 'This list.' },
  { name: 'versions.json', what: 'Versions of Evenkeel, Node and the system.' },
  { name: 'settings.json', what: 'Every setting in force and where its value came from; passwords are left out.' },
  { name: 'self-tests.json', what: 'What the self-tests last found.' },
  { name: 'report.md', what: 'The same, to be read.' },
  { name: 'accounts.json', what: 'How each account stands. They are called account-1, account-2 and so on.' },
  {
    name: 'requests.json',
    what: `The last ${bundledRequests} requests: when, which program, which model, which account, how long, and the code of the failure.`,
  },
  {
    name: 'log.txt',
    what: `The last ${bundledLogLines} lines of the log, with secrets and e-mail addresses taken out.`,
  },
  { name: 'database.json', what: 'The version and the size of the database, and how many rows its tables have.' },
] as const;

const never = {
  secrets: 'No token, no API key, no cookie and no password.',
  prompts: 'No prompt and no answer; Evenkeel keeps none.',
  names: 'No e-mail address and no name that you gave to an account, a key or a source.',
  requests: 'No address of a client, no path and no message of a request.',
} as const;

/** What a bundle made now would be called, and what is in it. Pure. */
export function bundleManifest(nowMs: number): BundleManifest {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return {
    fileName: `evenkeel-diagnostics-${day}.zip`,
    files: [...contents],
    never: Object.values(never),
    neverCodes: Object.keys(never),
  };
}

/** The bundle as a ZIP file. What is large is packed in another thread. */
export async function makeBundle(source: BundleSource): Promise<Uint8Array> {
  const files = Object.entries(bundleTexts(source)).map(([name, text]) => [name, Buffer.from(text, 'utf8')] as const);
  const input: AsyncZippable = Object.fromEntries(files);
  return await new Promise((resolve, reject) => {
    zip(input, { level: 6, mtime: source.nowMs }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(error);
    });
  });
}

type FileName = (typeof contents)[number]['name'];

/** Pure. The files by their names, clean. */
export function bundleTexts(source: BundleSource): Record<FileName, string> {
  const { run, settings, logLines, database, versions } = source;
  const places = new Map(source.accounts.map(({ accountId }, index) => [accountId, `account-${index + 1}`]));
  const nameOf = (place: string): string => places.get(place) ?? (place.startsWith('source:') ? 'a source' : 'gone');
  const clean = createCleaner({ secrets: source.secrets, names: namesIn(source, nameOf), home: source.home });
  const json = (value: unknown): string => `${JSON.stringify(clean(value), null, 2)}\n`;
  const text = (value: string): string => String(clean(value));
  const cleanRun = clean(run) as DiagnosticRun | null;
  return {
    'README.txt': readme(source.nowMs),
    'versions.json': json({
      evenkeel: source.version,
      node: versions.node,
      electron: versions.electron ?? null,
      v8: versions.v8,
      platform: process.platform,
      arch: process.arch,
    }),
    'settings.json': json(
      settings.map(({ key, value, defaultValue, source: from, sourceName }) => ({
        key,
        value,
        defaultValue,
        source: from,
        sourceName,
      })),
    ),
    'self-tests.json': json(cleanRun),
    'report.md': cleanRun === null ? 'The self-tests were not run.\n' : reportText(cleanRun, source.version),
    'accounts.json': json(source.accounts.map((summary) => accountRow(summary, nameOf(summary.accountId)))),
    'requests.json': json(source.requests.slice(0, bundledRequests).map((entry) => requestRow(entry, nameOf))),
    'log.txt': logLines
      .slice(-bundledLogLines)
      .map((line) => `[${line.at}] [${line.level}] ${withoutAddresses(text(line.text))}\n`)
      .join(''),
    'database.json': json(database),
  };
}

function namesIn({ accounts, names }: BundleSource, nameOf: (id: string) => string) {
  const ofAccounts = accounts.flatMap((account) =>
    [
      account.accountId,
      account.chatgptAccountId,
      account.email,
      account.alias,
      account.displayName,
      account.workspaceId,
      account.workspaceLabel,
    ].flatMap((text) => (text === null ? [] : [{ text, instead: nameOf(account.accountId) }])),
  );
  return [...ofAccounts, ...names.map((text) => ({ text, instead: '[name]' }))];
}

function readme(nowMs: number): string {
  const { files } = bundleManifest(nowMs);
  return [
    'Diagnostics of Evenkeel. Look through it before you hand it on: it is all plain text.',
    '',
    ...files.map(({ name, what }) => `${name}: ${what}`),
    '',
    ...Object.values(never),
    '',
  ].join('\n');
}
