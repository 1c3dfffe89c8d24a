const email = /([^\s@<>"(),;:]+)@([^\s@<>"'(),;:]+)/g;

/** Hides every e-mail address in a text, but leaves enough to tell one's own accounts apart. */
export function maskEmails(text: string): string {
  return text.replace(email, (_whole, name: string, domain: string) => {
    const lastDot = domain.lastIndexOf('.');
    return `${Array.from(name)[0] ?? ''}•••@•••${lastDot > 0 ? domain.slice(lastDot) : ''}`;
  });
}
