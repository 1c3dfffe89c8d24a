interface Box {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Where a dragged row belongs with the pointer at this height: it changes places with a neighbour once the pointer is
 * past that one's middle, so that rows of different height do not jump to and fro.
 */
export function placeUnder(y: number, boxes: readonly Box[], from: number): number {
  let place = from;
  for (let next = from + 1; next < boxes.length && y > middleOf(boxes[next]); next += 1) place = next;
  for (let next = from - 1; next >= 0 && y < middleOf(boxes[next]); next -= 1) place = next;
  return place;
}

const middleOf = (box: Box | undefined): number => (box === undefined ? Number.NaN : (box.top + box.bottom) / 2);
