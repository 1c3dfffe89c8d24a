/** No name of a model is longer, and nobody keeps more of them in their head. */
const name = /^[^\s=,]{1,128}$/u;
const mostAliases = 50;

/** Reads `claude-sonnet-4=gpt-5.5, quick=gpt-5.5-low`: by alias, what it stands for. `null` where that cannot be read. */
export function readModelAliases(text: string): ReadonlyMap<string, string> | null {
  const aliases = new Map<string, string>();
  for (const part of text.split(/[\s,]+/u)) {
    if (part === '') continue;
    const [alias = '', target = '', ...more] = part.split('=');
    const isReadable = more.length === 0 && name.test(alias) && name.test(target);
    if (!isReadable || aliases.has(alias) || aliases.size >= mostAliases) return null;
    aliases.set(alias, target);
  }
  return aliases;
}
