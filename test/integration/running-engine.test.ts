import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { findRunningEngine, proofOf } from '../../src-proxy/running-engine.ts';
import { startStage } from './harness.ts';

describe('a command finds the engine that has the data folder open', () => {
  it('in whichever shell it runs, and not once it has stopped', async () => {
    await using stage = await startStage({ accounts: [] });
    expect(await findRunningEngine(stage.dataDir)).toBe(stage.origin);
    await stage.engine.stop();
    expect(await findRunningEngine(stage.dataDir)).toBeNull();
  });

  it('and believes nobody who came to its address after a kill, though he says what it says', async () => {
    await using stage = await startStage({ accounts: [] });
    const file = join(stage.dataDir, 'engine.json');
    const left = JSON.parse(await readFile(file, 'utf8')) as { token: string };
    const asked: string[] = [];
    const impostor = createServer((request, response) => {
      asked.push(JSON.stringify(request.headers));
      response.setHeader('x-evenkeel-proof', proofOf('a guess', String(request.headers['x-evenkeel-challenge'])));
      response.end('{"status":"ok","app":"evenkeel","version":"0.1.0"}');
    }).listen(0, '127.0.0.1');
    try {
      await once(impostor, 'listening');
      const { port } = impostor.address() as AddressInfo;
      await rm(file);
      await writeFile(file, JSON.stringify({ ...left, pid: 1, origin: `http://127.0.0.1:${port}` }));
      expect(await findRunningEngine(stage.dataDir)).toBeNull();
      expect(asked).toHaveLength(1);
      expect(asked[0]).not.toContain(left.token);
    } finally {
      impostor.close();
      impostor.closeAllConnections();
    }
  });
});
