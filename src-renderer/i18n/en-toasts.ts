/** Short words about what happened by itself. */
export const enToasts = {
  toasts: {
    region: 'News',
    needsSignIn: (name: string) => `${name} needs you: it has to be signed in to again.`,
    back: (name: string) => `${name} has quota again and takes requests.`,
    moved: (from: string, to: string) => `${from} could not serve a request, so ${to} did.`,
    why: 'Why?',
    signIn: 'Sign in again',
    dismiss: (text: string) => `Dismiss: ${text}`,
  },
} as const;
