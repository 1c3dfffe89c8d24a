const word = /[^\s<>"(),;:]+/g;

/** Hides every e-mail address in a text, but leaves enough to tell one's own accounts apart. */
export function maskEmails(text: string): string {
  return text.replace(word, (whole) => (whole.includes('@') ? maskedWord(whole) : whole));
}

/** From one `@` to the next: a pattern for the whole would look at a long word once for each of its characters. */
function maskedWord(whole: string): string {
  const [first = '', ...others] = whole.split('@');
  let masked = '';
  let name = first;
  for (const other of others) {
    // An apostrophe ends a domain, and may be in a name.
    const [domain = ''] = other.split("'", 1);
    if (name === '' || domain === '') {
      masked += `${name}@`;
      name = other;
    } else {
      const lastDot = domain.lastIndexOf('.');
      masked += `${String.fromCodePoint(name.codePointAt(0) ?? 0)}•••@•••${lastDot > 0 ? domain.slice(lastDot) : ''}`;
      name = other.slice(domain.length);
    }
  }
  return masked + name;
}
