export interface BatchOptions<Event> {
  readonly intervalMs: number;
  readonly nowMs: () => number;
  readonly schedule: (work: () => void, ms: number) => void;
  readonly deliver: (event: Event) => void;
}

/**
 * Delivers a lone event at once, and a flood in batches: the page is drawn once per batch, since all of a batch is
 * delivered before it gets to draw. Order is kept. Timers, not frames: a hidden tab gets no frames, and would only hoard.
 */
export function createBatches<Event>(options: BatchOptions<Event>): (event: Event) => void {
  const waiting: Event[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let isScheduled = false;

  function deliverAll(): void {
    isScheduled = false;
    lastMs = options.nowMs();
    for (const event of waiting.splice(0)) options.deliver(event);
  }

  return (event) => {
    waiting.push(event);
    if (isScheduled) return;
    const dueMs = lastMs + options.intervalMs - options.nowMs();
    if (dueMs <= 0) {
      deliverAll();
    } else {
      isScheduled = true;
      options.schedule(deliverAll, dueMs);
    }
  };
}
