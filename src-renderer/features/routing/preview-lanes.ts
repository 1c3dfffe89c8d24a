import type { RoutingSimulation } from '#contract/routing-simulation.ts';

export interface PreviewAccount {
  readonly accountId: string;
  readonly displayName: string;
  /** A letter that stands for it in the sequence: A to Z, then AA, AB, … */
  readonly letter: string;
  readonly requests: number;
}

/** Who gets any of the requests, in the order in which they first do. */
export function previewAccounts(simulation: RoutingSimulation): PreviewAccount[] {
  const shares = new Map(simulation.share.map((share) => [share.accountId, share]));
  const served = new Set(simulation.requests.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])));
  return [...served].map((accountId, index) => ({
    accountId,
    displayName: shares.get(accountId)?.displayName ?? accountId,
    letter: letterOf(index),
    requests: shares.get(accountId)?.requests ?? 0,
  }));
}

function letterOf(index: number): string {
  const last = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`;
}
