/**
 * One proxied request, whatever protocol it came in. The body is the client's bytes; nobody parses it unless a rule
 * needs what is inside.
 */
export interface CanonicalRequest {
  readonly id: string;
  readonly kind: 'responses' | 'compact' | 'models' | 'control' | 'probe';
  readonly method: string;
  /** The client's path and query, for the log. */
  readonly path: string;
  /** Path and query below the upstream's base URL. */
  readonly upstreamPath: string;
  /** Name, value, name, value, … as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | null;
  /** The body unpacked, where it came compressed; else the same bytes. */
  readonly plainBody: Buffer | null;
  readonly model: string | null;
  /** What keeps a conversation on its account; `null` when the client gives nothing to hold on to. */
  readonly conversationId: string | null;
  readonly userAgent: string | null;
  readonly clientIp: string | null;
  readonly receivedAtMs: number;
}
