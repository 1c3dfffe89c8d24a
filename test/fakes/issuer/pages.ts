import type { FakeAccount } from '../upstream/fake-account.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><h1>${escaped(title)}</h1>${body}`;
}

export function plainPage(title: string, sentence: string): string {
  return page(title, `<p>${escaped(sentence)}</p>`);
}

/** `path` is that of the authorize request, with its query. */
export function consentPage(path: string, accounts: readonly FakeAccount[]): string {
  const allow = accounts.map(
    ({ email }) =>
      `<p><a href="${escaped(`${path}&decision=allow&as=${encodeURIComponent(email)}`)}">Allow as ${escaped(email)}</a></p>`,
  );
  return page(
    'Sign in to the fake issuer',
    `${allow.join('')}<p><a href="${escaped(`${path}&decision=deny`)}">Deny</a></p>`,
  );
}

export function devicePage(userCodes: readonly string[]): string {
  const rows = userCodes.map((code) => {
    const link = (decision: string): string =>
      `/codex/device?user_code=${encodeURIComponent(code)}&decision=${decision}`;
    return `<p>${escaped(code)}: <a href="${escaped(link('allow'))}">Allow ${escaped(code)}</a> <a href="${escaped(link('deny'))}">Deny ${escaped(code)}</a></p>`;
  });
  return page('Enter your code', rows.join(''));
}
