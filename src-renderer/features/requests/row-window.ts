export interface RowWindowQuestion {
  readonly count: number;
  readonly rowHeightPx: number;
  /** How far the rows are scrolled, the head of the table not counted. */
  readonly scrolledPx: number;
  readonly viewHeightPx: number;
  /** Rows drawn beyond each edge, so that scrolling meets no blank. */
  readonly beyond: number;
  /** A row that must not leave the page, such as the one with the focus. */
  readonly pinned: number | null;
}

/** A row that is drawn, after a gap as high as the rows that are not. */
export interface DrawnRow {
  readonly index: number;
  readonly gapPx: number;
}

export interface RowWindow {
  readonly rows: readonly DrawnRow[];
  /** The gap after the last drawn row. */
  readonly tailPx: number;
}

/** Pure. Which rows of a long table are drawn; rows and gaps together are as high as the whole. */
export function rowWindow(question: RowWindowQuestion): RowWindow {
  const { count, rowHeightPx, scrolledPx, viewHeightPx, beyond, pinned } = question;
  const clamp = (index: number) => Math.min(count, Math.max(0, index));
  const first = clamp(Math.floor(scrolledPx / rowHeightPx) - beyond);
  const end = Math.max(first, clamp(Math.ceil((scrolledPx + viewHeightPx) / rowHeightPx) + beyond));
  const indices = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (pinned !== null && pinned >= 0 && pinned < count) {
    if (pinned < first) indices.unshift(pinned);
    if (pinned >= end) indices.push(pinned);
  }
  const rows = indices.map((index, place) => ({
    index,
    gapPx: (index - (indices[place - 1] ?? -1) - 1) * rowHeightPx,
  }));
  return { rows, tailPx: (count - 1 - (indices.at(-1) ?? -1)) * rowHeightPx };
}

/** Pure. How far to scroll so that a row is wholly seen; as far as it is now where it is already. */
export function scrollToRow(
  index: number,
  { rowHeightPx, scrolledPx, viewHeightPx }: Pick<RowWindowQuestion, 'rowHeightPx' | 'scrolledPx' | 'viewHeightPx'>,
): number {
  const topPx = index * rowHeightPx;
  return Math.max(0, Math.min(topPx, Math.max(scrolledPx, topPx + rowHeightPx - viewHeightPx)));
}

/** Pure. The row that a key leads to; `null` for a key that leads to none. */
export function rowAfterKey(key: string, from: number, count: number, rowsInView: number): number | null {
  const page = Math.max(1, rowsInView - 1);
  const target = { ArrowUp: from - 1, ArrowDown: from + 1, PageUp: from - page, PageDown: from + page }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return target === undefined ? null : Math.min(count - 1, Math.max(0, target));
}
