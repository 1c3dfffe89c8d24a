import { setTimeout as delay } from 'node:timers/promises';

import { bundleManifestSchema, diagnosticsSchema, type DiagnosticResult } from '../contract/diagnostics.ts';
import { settingsResponseSchema } from '../contract/settings.ts';
import { askEngine, downloadFromEngine } from '../running-engine.ts';
import type { Examined } from './doctor.ts';

const askAgainMs = 200;

/** The self-tests of the engine that runs, by the engine itself. */
export async function examineEngine(
  origin: string,
  options: { readonly probe: boolean; readonly onResult: (result: DiagnosticResult) => void },
): Promise<Examined> {
  const at = (path: string): string => `${origin}/api/diagnostics${path}`;
  const told = new Set<string>();
  let answer = await askEngine(at('/run'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ probe: options.probe }),
  });
  for (;;) {
    const { run } = diagnosticsSchema.parse(answer);
    for (const result of run?.results ?? []) {
      if (told.has(result.id)) continue;
      told.add(result.id);
      options.onResult(result);
    }
    if (run !== null && run.state !== 'running') {
      return {
        run,
        settings: settingsResponseSchema.parse(await askEngine(`${origin}/api/settings`)).settings,
        manifest: async () => bundleManifestSchema.parse(await askEngine(at('/bundle/manifest'))),
        bundle: () => downloadFromEngine(at('/bundle')),
      };
    }
    await delay(askAgainMs);
    answer = await askEngine(at(''));
  }
}
