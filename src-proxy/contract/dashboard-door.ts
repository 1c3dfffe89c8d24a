/** The header that a page of ours adds to whatever changes something: no form and no link of another page can. */
export const pageHeader = 'x-evenkeel-page';

export const shortestPassword = 8;
export const longestPassword = 256;
