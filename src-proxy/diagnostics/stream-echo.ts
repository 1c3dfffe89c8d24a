import type { Response } from 'express';

/** In between the two pieces the asker says that it has the first; a stream that is held up somewhere never gets there. */
export const firstPiece = 'event: first\ndata: {}\n\n';
export const secondPiece = 'event: second\ndata: {}\n\n';

/** A stream to ourselves: its second piece is written only once the first has arrived. */
export class StreamEcho {
  readonly #expected = new Map<string, PromiseWithResolvers<void>>();

  /** @param id that nobody can guess; only a stream that is expected is served. */
  expect(id: string): void {
    this.#expected.set(id, Promise.withResolvers<void>());
  }

  /** The first piece has arrived, or nobody waits any more. */
  release(id: string): void {
    this.#expected.get(id)?.resolve();
    this.#expected.delete(id);
  }

  /** False for a stream that nobody expects. */
  async serve(id: string, response: Response): Promise<boolean> {
    const arrived = this.#expected.get(id);
    if (arrived === undefined) return false;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.on('close', () => this.release(id));
    response.write(firstPiece);
    await arrived.promise;
    response.end(secondPiece);
    return true;
  }
}
