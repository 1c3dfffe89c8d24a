/** What sets the first password, for the person at the console. */
export function bootstrapText(token: string): string {
  return `The dashboard needs a password. Set one there with this token, which is good until then: ${token}`;
}
