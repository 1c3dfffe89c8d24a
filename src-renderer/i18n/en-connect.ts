import type { ClientId, SetupState } from '#contract/client-setup.ts';

const state: Record<SetupState, string> = {
  'not-set-up': 'Not set up',
  'set-up': 'Set up',
  drifted: 'Needs a look',
  elsewhere: 'Set up for another',
  unreadable: 'Left alone',
};

const name: Record<ClientId, string> = { codex: 'Codex CLI and IDE extension', opencode: 'OpenCode' };

/** Setting up the programs on this computer: looking at the change, making it, trying it, undoing it. */
export const enConnect = {
  setup: {
    heading: 'On this computer',
    intro: 'Evenkeel can write the few lines that a program needs, keep a copy of its file, and take them out again.',
    name: (id: ClientId) => name[id],
    state: (shown: SetupState) => state[shown],
    notFound: 'Not found',
    file: (path: string) => `File: ${path}`,
    goesTo: (endpoint: string) => `Goes to ${endpoint}`,
    show: 'Show the change',
    update: 'Set it right',
    undo: 'Undo',
    verify: 'Try it',
    showOf: (client: string) => `Show the change for ${client}`,
    updateOf: (client: string) => `Set ${client} right`,
    undoOf: (client: string) => `Undo the change for ${client}`,
    verifyOf: (client: string) => `Try the connection of ${client}`,
    trying: 'Trying…',
    changeHeading: (client: string) => `What changes for ${client}`,
    undoHeading: (client: string) => `Undo for ${client}`,
    loading: 'Reading its file…',
    nothing: 'Nothing would change.',
    key: 'API key for this program',
    keyHint: 'It goes into the program’s own file and nowhere else.',
    keyInstead: 'The change has a key in it already. Another one that you give here takes its place.',
    showWithKey: 'Show the change with this key',
    diff: 'The change, line by line',
    added: 'added',
    removed: 'taken out',
    apply: 'Write this',
    takeOut: 'Undo this',
    form: 'How Codex is pointed here',
    forms: {
      'built-in': 'By its own provider: threads stay',
      provider: 'As a provider of its own: also for old versions',
    },
    copyDiff: 'the change',
    backup: 'A copy of the file as it is now is kept until you undo this.',
    recovery:
      'Should Evenkeel be gone one day, its lines say how to undo them; “evenkeel setup --restore” does it too.',
    others: 'Other programs',
    othersIntro: 'Nothing is written here: copy what you need.',
  },
} as const;
