/** Notifications: a title, and a body of one or two short sentences. */
export const enNotices = {
  notices: {
    needsSignIn: (name: string) => `${name} needs a sign-in`,
    needsSignInBody: 'It serves nothing until you have signed in again.',
    low: (name: string, percent: string) => `${name}: ${percent} left`,
    lowBody: (window: string) => `${window}.`,
    lowBodyResets: (window: string, span: string) => `${window}, starts anew in ${span}.`,
    reset: (name: string) => `${name} has its allowance back`,
    resetBody: (window: string, percent: string) => `${window}: ${percent} left.`,
    allCooling: 'No account can serve now',
    allCoolingBody: 'All have reached their limit.',
    allCoolingBodyBack: (span: string) => `All have reached their limit. The first is back in ${span}.`,
    runsOut: 'The pool is about to run out',
    runsOutBody: (span: string) => `At this pace nothing is left in ${span}.`,
    updateFound: 'There is a new Evenkeel',
    updateFoundBody: (version: string) => `Version ${version}. The tray has the download.`,
    updateReady: 'The update is ready',
    updateReadyBody: 'Choose “Restart to update” in the tray. While requests run, you are asked first.',
    moved: (name: string) => `A request moved to ${name}`,
    movedBody: (name: string) => `${name} could not serve it. Evenkeel went on by itself.`,
  },
} as const;
