/** Credits in a plan's long window, as the reference has them (balancing 4.5): only their ratios matter. */
const longCredits = new Map([
  ['free', 1134],
  ['plus', 7560],
  ['business', 7560],
  ['team', 7560],
  ['edu', 7560],
  ['pro', 50_400],
  ['enterprise', 50_400],
  ['prolite', 37_800],
]);
const smallest = 1134;

/** A plan that we do not know weighs like the smallest. */
export function capacityCredits(planType: string): number {
  return longCredits.get(planType) ?? smallest;
}
