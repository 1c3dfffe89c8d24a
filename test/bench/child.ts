import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the bench that answers each command once, in order. */
export interface Child {
  readonly pid: number;
  ask(command: object): Promise<unknown>;
  end(): Promise<void>;
}

export async function startChild(
  file: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ child: Child; hello: unknown }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    serialization: 'advanced',
    env: { ...process.env, ...environment },
  });
  const hello = await nextMessage(child, file);
  return {
    hello,
    child: {
      pid: child.pid ?? 0,
      async ask(command) {
        const answer = nextMessage(child, file);
        child.send(command);
        return answer;
      },
      async end() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.disconnect();
        child.kill();
        await exited;
      },
    },
  };
}

function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const onExit = (code: number | null) => {
    reject(new Error(`${file} ended with ${code} in the middle of the bench.`));
  };
  child.once('exit', onExit);
  child.once('message', (message) => {
    child.off('exit', onExit);
    resolve(message);
  });
  return promise;
}

/** The other end: for files that `startChild` runs. Says hello, then answers; ends with its parent. */
export function serveParent(hello: object, answer: (command: unknown) => Promise<object>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (command) => {
    void answer(command).then(
      (reply) => process.send?.(reply),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.(hello);
}
