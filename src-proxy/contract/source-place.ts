/** Where a model source stands among accounts, as in attempts and decisions: its id behind this word. */
const sourceMark = 'source:';

export function sourcePlace(sourceId: string): string {
  return sourceMark + sourceId;
}

/** The id of the source; `null` for an account. */
export function sourceIdAt(place: string): string | null {
  return place.startsWith(sourceMark) ? place.slice(sourceMark.length) : null;
}
