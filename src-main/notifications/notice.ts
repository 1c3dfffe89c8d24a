/** Where a click on a notification leads. */
export type NoticeTarget =
  /** `hash` takes the window somewhere; empty where it is. */
  { readonly kind: 'window'; readonly hash: string } | { readonly kind: 'problem' };

/** One notification. A later one with the same id takes its place. */
export interface Notice {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly target: NoticeTarget;
}

/**
 * Something that is so or not, and worth a word when it comes to be so. `between` neither tells nor arms again, so that
 * figures that waver around a limit tell once; `unknown` is as if nobody had looked.
 */
export interface Condition {
  readonly key: string;
  readonly state: 'holds' | 'between' | 'clear' | 'unknown';
  /** At most one notification an hour comes from a group: an account, or a matter of the pool. */
  readonly group: string;
  readonly notice: Omit<Notice, 'id'>;
}
