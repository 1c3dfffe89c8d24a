/**
 * Whoever reads what a command prints may stop before its end, as `| head -1` does. Nobody is to be told then, and what the
 * command is about to change is not to be left half done: it goes on without a word, to its own end.
 */
export function outliveItsReader(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
