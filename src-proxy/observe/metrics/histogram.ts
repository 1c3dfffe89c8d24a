/** Upper ends of the buckets, in milliseconds. Narrow where answers begin and end, so that a median read off them is of use. */
export const histogramBoundsMs = [
  5, 10, 25, 50, 100, 175, 250, 375, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12_000, 16_000, 24_000, 32_000,
  48_000, 64_000, 120_000, 300_000, 600_000, 1_800_000,
] as const;

/** How long things took: counts by bucket, of which any share can be read. Durations are milliseconds. */
export class Histogram {
  /** One for each bound, and a last one for what took longer. */
  readonly #counts = new Float64Array(histogramBoundsMs.length + 1);
  #count = 0;
  #sumMs = 0;
  #longestMs = 0;

  get count(): number {
    return this.#count;
  }

  get sumMs(): number {
    return this.#sumMs;
  }

  observe(givenMs: number): void {
    // A clock that was set back makes less than nothing of it, and a sum never sinks.
    const ms = Math.max(0, givenMs);
    const found = histogramBoundsMs.findIndex((bound) => ms <= bound);
    const bucket = found < 0 ? histogramBoundsMs.length : found;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sumMs += ms;
    this.#longestMs = Math.max(this.#longestMs, ms);
  }

  /** Counts all that the other has counted as well. */
  add(other: Histogram): void {
    other.#counts.forEach((count, bucket) => {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    });
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#longestMs = Math.max(this.#longestMs, other.#longestMs);
  }

  /** How many took no longer than each bound, and at the end how many there are. */
  cumulative(): number[] {
    let sum = 0;
    return [...this.#counts].map((count) => (sum += count));
  }

  /**
   * What so large a share took no longer than, to within its bucket; `null` of nothing.
   * @param share from 0 to 1
   */
  quantile(share: number): number | null {
    if (this.#count === 0) return null;
    const rank = share * this.#count;
    const sums = this.cumulative();
    const bucket = Math.max(
      0,
      sums.findIndex((sum) => sum >= rank && sum > 0),
    );
    const below = sums[bucket - 1] ?? 0;
    const inside = (sums[bucket] ?? 0) - below;
    const low = histogramBoundsMs[bucket - 1] ?? 0;
    const high = Math.min(histogramBoundsMs[bucket] ?? this.#longestMs, this.#longestMs);
    return inside === 0 ? low : Math.max(0, low + ((high - low) * (rank - below)) / inside);
  }
}
