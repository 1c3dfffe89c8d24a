import type { Verdict } from '#contract/diagnostics.ts';

const verdicts: Record<Verdict, string> = {
  fail: 'Failed',
  warn: 'Look at this',
  ok: 'Fine',
  not_applicable: 'Not judged',
};

/** Self-tests, settings in force, the log, and the file to hand on. */
export const enDiagnostics = {
  diagnostics: {
    intro:
      'Evenkeel tests itself and what it needs: its own address, the disk, the vault, the network, every account. Nobody but the upstream is asked, and no quota is spent unless you ask for it.',
    tests: {
      heading: 'Self-tests',
      run: 'Run the self-tests',
      again: 'Run them again',
      cancel: 'Stop',
      probe: 'Also send one tiny request upstream, which costs a little quota',
      never: 'They have not been run since Evenkeel started.',
      progress: (done: string, total: string) => `${done} of ${total} done`,
      progressLabel: 'Self-tests that are done',
      ended: (failed: number, warned: number, failedText: string, warnedText: string) => {
        if (failed === 0 && warned === 0) return 'Nothing is wrong.';
        const parts = [
          ...(failed > 0 ? [`${failedText} failed`] : []),
          ...(warned > 0 ? [`${warnedText} to look at`] : []),
        ];
        return `${parts.join(', ')}.`;
      },
      cancelled: 'Stopped before the end. What was found by then is below.',
      at: (at: string) => `Last run: ${at}`,
      verdicts,
      group: (verdict: string, count: string) => `${verdict} (${count})`,
      whatToDo: 'What to do',
      details: 'Details',
      symptoms: (rows: string) => `Checks ${rows}`,
      report: 'the report',
      copyReport: 'Copy the report',
    },
    settings: {
      heading: 'Settings in force',
      intro: 'What the engine goes by now, and where each value came from. Passwords are left out.',
      changed: 'Only what is not the default',
      name: 'Setting',
      value: 'Value',
      source: 'Where from',
      none: 'Every setting has its default.',
      loading: 'Asking for the settings…',
    },
    log: {
      heading: 'Log',
      intro: 'The last lines of the log file, as they are written. Secrets were taken out before.',
      level: 'Show',
      levels: {
        error: 'Errors',
        warn: 'Warnings and worse',
        info: 'Information and worse',
        debug: 'Everything',
      },
      marks: { error: 'Error', warn: 'Warning', info: 'Info', debug: 'Debug' },
      pause: 'Pause',
      resume: 'Go on',
      paused: 'Paused: new lines are not shown.',
      older: 'Older lines',
      empty: 'There is no such line in the log.',
      label: 'Lines of the log, newest last',
      loading: 'Reading the log…',
    },
    bundle: {
      heading: 'Bundle to hand on',
      intro:
        'One file for whoever helps you. It is made on this machine and stays here until you hand it on; it is plain text in a ZIP file, so look through it first.',
      inside: 'What is in it',
      never: 'What is never in it',
      download: (name: string) => `Download ${name}`,
      downloading: 'Making it…',
      runFirst: 'The self-tests have not been run: their part will be empty.',
    },
  },
} as const;
