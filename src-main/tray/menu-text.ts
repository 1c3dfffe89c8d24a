const longest = 40;
const segmenter = new Intl.Segmenter();
/** What stays on one line: a word, or one Chinese character with the punctuation that may not begin a line. */
const pieces = /(\s*)(\p{Script=Han}[，。；：！？、）”]*|[^\s\p{Script=Han}]+)/gu;
const wide = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu;

/**
 * Text from outside (an e-mail, a model's name) as one line of a menu: no line breaks or other control characters, no
 * characters that turn the reading direction, and never so long that the menu leaves the screen.
 */
export function menuText(text: string): string {
  return cut(clean(text), longest);
}

/** A sentence over several lines of a menu, each at most `width` characters. What does not fit ends in an ellipsis. */
export function menuLines(text: string, { width = 56, most = 4 } = {}): string[] {
  const lines: string[] = [];
  for (const [, gap = '', word = ''] of clean(text).matchAll(pieces)) {
    const last = lines.at(-1);
    const joined = `${last ?? ''}${gap === '' ? '' : ' '}${word}`;
    if (last !== undefined && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(cut(word, width));
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(`${lines[most - 1] ?? ''} …`, width)];
}

/** Chinese characters are twice as wide as Latin ones. */
function widthOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}

/** Menus read a lone `&` as the mark of an access key. */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}

function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
}

function cut(text: string, most: number): string {
  const characters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
