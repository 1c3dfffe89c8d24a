import * as nodeFs from 'node:fs/promises';

import type { SetupFileSystem } from './client-file.ts';

export class Died extends Error {}

/** The file system of a process that is killed: after so many calls none has any effect. Handles count too. */
export function mortalFs(lives: number): { readonly fs: SetupFileSystem; readonly hasDied: () => boolean } {
  let left = lives;
  function mortal<Thing extends object>(thing: Thing): Thing {
    return new Proxy(thing, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          left -= 1;
          // What a dead process left open, the system closes.
          if (left < 0 && name === 'close') await Reflect.apply(member, target, args);
          if (left < 0) throw new Died();
          const result: unknown = await Reflect.apply(member, target, args);
          return name === 'open' && typeof result === 'object' && result !== null ? mortal(result) : result;
        };
      },
    });
  }
  return { fs: mortal({ ...nodeFs }), hasDied: () => left < 0 };
}
