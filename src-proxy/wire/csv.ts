/**
 * CSV as in RFC 4180. SECURITY: what a client or an upstream wrote must not become a formula in the spreadsheet of whoever
 * opens the file, so a text that begins like one is given an apostrophe first, as OWASP advises.
 */
export type CsvValue = string | number | boolean | null;

/** One record with its line end. */
export function csvRecord(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // Also behind blanks, which spreadsheets pass over.
  const text = /^\s*[=+\-@]|^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
