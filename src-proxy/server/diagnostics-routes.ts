import { z } from 'zod';

import { diagnosticsStartSchema, logQuerySchema, type LogPage, type LogQuery } from '../contract/diagnostics.ts';
import { Refusal } from '../contract/refusal.ts';
import { bundleManifest, makeBundle, type BundleSource } from '../diagnostics/bundle/bundle.ts';
import type { DiagnosticRuns } from '../diagnostics/diagnostic-runs.ts';
import type { StreamEcho } from '../diagnostics/stream-echo.ts';
import type { Clock } from '../ports.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';

export interface DiagnosticsRoutePorts {
  readonly runs: Pick<DiagnosticRuns, 'start' | 'cancel' | 'view'>;
  readonly echo: Pick<StreamEcho, 'serve'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly readLog: (query: LogQuery) => Promise<LogPage>;
  readonly bundleSource: () => Promise<BundleSource>;
}

/** For the owner alone: `dashboard-access.ts` names none of these for guests. */
export function diagnosticsRoutes({ runs, echo, clock, readLog, bundleSource }: DiagnosticsRoutePorts): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `/api/diagnostics${path}`,
    plane: 'dashboard',
    handle: (request, response) => {
      response.set('cache-control', 'no-store');
      return handle(request, response);
    },
  });
  return [
    route('get', '', (_request, response) => {
      response.json({ run: runs.view() });
    }),
    // Whoever starts or cancels asks again and again until the run has ended.
    route('post', '/run', async (request, response) => {
      const options = await readJson(request, response, diagnosticsStartSchema);
      response.json({ run: runs.start(options) });
    }),
    route('post', '/cancel', (_request, response) => {
      response.json({ run: runs.cancel() });
    }),
    route('get', '/logs', async (request, response) => {
      response.json(await readLog(parsed(logQuerySchema, { ...request.query })));
    }),
    route('get', '/bundle/manifest', (_request, response) => {
      response.json(bundleManifest(clock.nowMs()));
    }),
    route('get', '/bundle', async (_request, response) => {
      const source = await bundleSource();
      const bytes = await makeBundle(source);
      const { fileName } = bundleManifest(source.nowMs);
      response
        .set({ 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${fileName}"` })
        .end(bytes);
    }),
    // A self-test asks this of itself; nobody else knows an id that is expected.
    route('get', '/echo', async (request, response) => {
      const { id } = parsed(z.object({ id: z.string() }), { ...request.query });
      if (!(await echo.serve(id, response))) throw new Refusal('not_found', 'No self-test expects this stream.');
    }),
  ];
}
