const longest = 40;
const segmenter = new Intl.Segmenter();

/**
 * Text from outside (an e-mail, a model's name) as one line of a menu: no line breaks or other control characters, no
 * characters that turn the reading direction, and never so long that the menu leaves the screen.
 */
export function menuText(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
  const characters = Array.from(segmenter.segment(line), ({ segment }) => segment);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Menus read a lone `&` as the mark of an access key. */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
