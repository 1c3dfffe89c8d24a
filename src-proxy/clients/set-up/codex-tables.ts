/** A table of a parsed TOML file, whatever is in it. */
export type Table = Record<string, unknown>;

/** An empty one where there is none. */
export const tableIn = (table: Table, key: string): Table => {
  const value = table[key];
  return typeof value === 'object' && value !== null ? (value as Table) : {};
};

/** `null` where it is no text. */
export const textIn = (table: Table, key: string): string | null => {
  const value = table[key];
  return typeof value === 'string' ? value : null;
};
