import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createClientSetups } from '../../src-proxy/clients/set-up/client-setups.ts';
import { usualModels } from '../../src-proxy/clients/offered-models.ts';
import { restoreClients } from './restore-clients.ts';

describe('setup --restore of the installed app', () => {
  it('gives every program its file back; one that cannot be read does not keep the others', async () => {
    const home = await mkdtemp(join(tmpdir(), 'evenkeel-restore-'));
    try {
      const environment = { HOME: home, CODEX_HOME: join(home, 'codex'), XDG_CONFIG_HOME: join(home, 'xdg'), PATH: '' };
      const dataDir = join(home, 'data');
      const [codex, opencode] = [join(home, 'codex', 'config.toml'), join(home, 'xdg', 'opencode', 'opencode.json')];
      await mkdir(join(home, 'codex'));
      await mkdir(join(home, 'xdg', 'opencode'), { recursive: true });
      await writeFile(codex, 'model = "a"\n');
      await writeFile(opencode, '{ "share": "disabled" }');
      const clients = createClientSetups({
        environment,
        dataDir,
        origin: () => 'http://127.0.0.1:2455',
        models: () => usualModels,
        clock: { nowMs: () => 0 },
        audit: () => Promise.resolve(),
      });
      for (const id of ['codex', 'opencode'] as const) {
        const { fingerprint } = await clients.preview(id, { action: 'apply', form: 'built-in' });
        await clients.apply(id, { fingerprint, form: 'built-in' }, 'tray');
      }
      await writeFile(codex, Buffer.from([0xff, 0xfe, 0x00]));
      const told: string[] = [];
      const ports = { environment, dataDir, nowMs: () => 0, print: (line: string) => void told.push(line) };
      expect(await restoreClients(ports)).toBe(false);
      expect(told).toEqual([expect.stringContaining('UTF-8'), expect.stringContaining('exactly what it was')]);
      expect(await readFile(opencode, 'utf8')).toBe('{ "share": "disabled" }');
      await writeFile(codex, 'model = "a"\n');
      expect(await restoreClients(ports)).toBe(true);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
