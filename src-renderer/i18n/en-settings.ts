/** Settings. */
export const enSettings = {
  settings: {
    intro: 'A flag wins over the environment, the environment over the file, the file over what is set here.',
    loading: 'Loading…',
    search: {
      label: 'Find a setting',
      all: (count: number) => `${count} settings`,
      found: (found: number, all: number) =>
        found === 0 ? 'No setting fits.' : `${found} of ${all} ${all === 1 ? 'setting' : 'settings'}`,
      clear: 'Show all',
    },
    effects: { live: 'Counts at once', restart: 'Counts at the next start' },
    sources: { flag: 'flag', environment: 'environment', file: 'file', dashboard: 'dashboard', default: 'default' },
    value: 'Value',
    defaultIs: (value: string) => `Default: ${value}`,
    defaultEmpty: 'chosen by the system',
    noneNamed: 'none',
    from: (source: string) => `From: ${source}`,
    fromNamed: (source: string, name: string) => `From: ${source} (${name})`,
    lockedBy: (name: string) => `Set by ${name}. Change it there.`,
    lockedUnnamed: 'Set outside the dashboard. Change it there.',
    atStart: (name: string) =>
      `Takes effect at the next start: set ${name} in the environment, or put it in the settings file.`,
    allowed: (allowed: string) => `Allowed: ${allowed}`,
    units: { seconds: 'seconds', days: 'days', attempts: 'attempts', MiB: 'MiB' } as Record<string, string>,
    on: 'on',
    off: 'off',
    save: 'Save',
    saving: 'Saving…',
    saved: 'Saved.',
    undo: 'Undo',
    undone: 'Undone.',
    useDefault: 'Use the default',
    changedElsewhere:
      'The settings were changed somewhere else meanwhile. What you see now is current; make your change again.',
    editableHeading: 'Change here',
    fixedHeading: 'Set outside the dashboard',
  },
} as const;
