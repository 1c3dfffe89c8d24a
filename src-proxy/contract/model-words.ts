const family = /^gpt-5(?:[.-]|$)/;
const suffix = /^(.+)-(minimal|low|medium|high|xhigh|extra|fast|priority|reasoning|thinking)$/;

/** No model's name is longer; word by word, a name of megabytes would take hours to read. */
const longestName = 256;

/** The last word of a model's name where it is a wish, such as `high` in `gpt-5.5-high`, and the name without it. */
export function lastWish(name: string): { readonly base: string; readonly word: string } | null {
  const [, base, word] = name.length <= longestName && family.test(name) ? (suffix.exec(name) ?? []) : [];
  return base === undefined || word === undefined ? null : { base, word };
}

/** The model that a name with wishes in it stands for. */
export function withoutWishes(name: string): string {
  let model = name;
  for (let wish = lastWish(model); wish !== null; wish = lastWish(model)) model = wish.base;
  return model;
}
