import type { ImportFormat, ImportPreviewRow } from '#contract/account-import.ts';

const formats: Record<ImportFormat, string> = {
  codex: 'Codex',
  opencode: 'OpenCode',
  'cli-proxy-api': 'CLIProxyAPI',
  sub2api: 'Sub2API',
  'codex-lb': 'codex-lb',
  tokens: 'Bare tokens',
};

const results: Record<ImportPreviewRow['result'] | 'older', string> = {
  new: 'New',
  updates: 'Updates',
  older: 'Older',
  duplicate: 'Duplicate',
  unreadable: 'Unreadable',
};

const accounts = (count: number): string => (count === 1 ? '1 account' : `${count} accounts`);
const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);

/** Importing many accounts at once. */
export const enBulkImport = {
  bulk: {
    heading: 'Import many accounts',
    open: 'Import many…',
    intro:
      'Choose files or a folder: auth.json of Codex or OpenCode, and exports of account pools. You see what would happen before anything is written.',
    chooseFiles: 'Choose files…',
    chooseFolder: 'Choose a folder…',
    dropHint: 'Or drop several files or a folder on this page.',
    reading: (count: number) => `Reading ${files(count)}…`,
    readingFolder: 'Reading the data of codex-lb…',
    nothing: 'There is no account in what you chose.',
    others: (count: number) =>
      count === 1 ? '1 other file of the folder was left out.' : `${count} other files of the folder were left out.`,
    summary: (counts: { new: number; updates: number; older: number; duplicate: number; unreadable: number }) =>
      [
        counts.new > 0 ? `${counts.new} new` : '',
        counts.updates - counts.older > 0 ? `${counts.updates - counts.older} to update` : '',
        counts.older > 0 ? `${counts.older} older than yours` : '',
        counts.duplicate > 0 ? (counts.duplicate === 1 ? '1 duplicate' : `${counts.duplicate} duplicates`) : '',
        counts.unreadable > 0 ? `${counts.unreadable} unreadable` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    caption: 'What an import would do. Nothing was written yet.',
    columns: { account: 'Account', plan: 'Plan', what: 'What happens', from: 'From' },
    results,
    formats,
    unknownPlan: 'unknown',
    updatesOne: (name: string) => `gives ${name} these tokens`,
    olderOne: 'yours are newer and stay',
    overwritten: 'yours are newer and would be replaced',
    duplicateOf: (file: string) => `the same account as in ${file}, which is fresher`,
    overwriteOlder: 'Replace my tokens even where they are newer',
    unreadable: (count: number) => `${accounts(count)} or files that cannot be read`,
    confirm: (count: number) => (count === 0 ? 'Nothing to import' : `Import ${accounts(count)}`),
    chooseOther: 'Choose others',
    importing: (done: number, total: number) => `Importing: ${done} of ${files(total)}…`,
    importingAll: 'Importing…',
    progress: 'Import',
    stopped: 'The import broke off. What is listed here is in; choose the files again for the rest.',
    finished: 'Import finished',
    none: 'Nothing was imported.',
    someSettings: (count: number) => (count === 1 ? '1 setting was taken.' : `${count} settings were taken.`),
    someKeys: (count: number) => (count === 1 ? '1 API key was taken.' : `${count} API keys were taken.`),
    settingRefused: (key: string, refusal: string) => `${key}: ${refusal}`,
    close: 'Done',
    found: (count: number | null) =>
      count === null
        ? 'A codex-lb was found on this machine.'
        : `A codex-lb with ${accounts(count)} was found on this machine.`,
    foundPath: (path: string) => `In ${path}. It is read, never changed.`,
    foundOpen: 'Look at its accounts…',
    alsoSettings: 'Also take its settings:',
    alsoKeys: 'Also take its API keys, so that programs that have one go on with it:',
    keyResults: { new: 'new', duplicate: 'here already', unreadable: 'cannot be taken' },
    unmapped: (names: string) => `Evenkeel has no like for these of its settings: ${names}`,
    notes: 'What to know',
  },
} as const;
