/** One of a few values that the address of the page carries, so that a link or "back" brings it again. */
export interface UrlChoice<Value extends string> {
  readonly name: string;
  readonly values: readonly Value[];
  readonly fallback: Value;
}

export function choiceIn<Value extends string>(search: string, choice: UrlChoice<Value>): Value {
  const told = new URLSearchParams(search).get(choice.name);
  return choice.values.find((value) => value === told) ?? choice.fallback;
}

/** The address with this choice; the fallback is not written, and what else stands there stays. */
export function addressWith<Value extends string>(
  location: Pick<Location, 'pathname' | 'search' | 'hash'>,
  choice: UrlChoice<Value>,
  value: Value,
): string {
  const search = new URLSearchParams(location.search);
  if (value === choice.fallback) search.delete(choice.name);
  else search.set(choice.name, value);
  const text = search.toString();
  return `${location.pathname}${text === '' ? '' : `?${text}`}${location.hash}`;
}
