/** Under this name the browser remembers a choice; without one the page speaks what the browser does. */
export const languageKey = 'evenkeel.language';
