/** Where the way to a new version stands. */
export type UpdateState =
  /** This copy cannot update itself: it was not packaged with an address to look at. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'idle'; readonly checkedAtMs: number | null }
  | { readonly kind: 'checking' }
  | { readonly kind: 'available'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly atMs: number };

/** What happens on that way. */
export type UpdateEvent =
  | { readonly type: 'check' }
  | { readonly type: 'none' }
  | { readonly type: 'found'; readonly version: string }
  | { readonly type: 'download' }
  | { readonly type: 'progress'; readonly percent: number }
  | { readonly type: 'downloaded'; readonly version: string }
  | { readonly type: 'failed' };

/** One step on the way. An event that does not belong to the state changes nothing. */
export function nextUpdateState(state: UpdateState, event: UpdateEvent, nowMs: number): UpdateState {
  if (state.kind === 'unsupported') return state;
  switch (event.type) {
    case 'check':
      return mayCheck(state) ? { kind: 'checking' } : state;
    case 'none':
      return state.kind === 'checking' ? { kind: 'idle', checkedAtMs: nowMs } : state;
    case 'found':
      return state.kind === 'checking' ? { kind: 'available', version: event.version } : state;
    case 'download':
      return state.kind === 'available' ? { kind: 'downloading', version: state.version, percent: 0 } : state;
    case 'progress':
      return state.kind === 'downloading' ? { ...state, percent: Math.floor(event.percent) } : state;
    case 'downloaded':
      return state.kind === 'downloading' ? { kind: 'ready', version: event.version } : state;
    case 'failed':
      return state.kind === 'checking' || state.kind === 'downloading' ? { kind: 'failed', atMs: nowMs } : state;
  }
}

/** A found version may be looked for again, because a newer one may be there; one under way or ready is left alone. */
export function mayCheck({ kind }: UpdateState): boolean {
  return kind === 'idle' || kind === 'failed' || kind === 'available';
}
