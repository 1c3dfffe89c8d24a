import { existsSync } from 'node:fs';
import { join } from 'node:path';

import express, { type Request, type Response } from 'express';

import type { Route } from './route.ts';

/** Content Security Policy of every page (row E3): nothing from elsewhere, nothing inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The dashboard's files. Every address below `/dashboard` is the same page; it finds its way by itself. */
export function pageRoutes(dashboardDir: string): Route[] {
  const files = express.static(dashboardDir, {
    index: false,
    redirect: false,
    immutable: true,
    maxAge: '1y',
    setHeaders: (response, path) => {
      if (!path.includes(join('dashboard', 'assets'))) response.setHeader('cache-control', 'no-cache');
    },
  });
  const index = join(dashboardDir, 'index.html');

  function page(request: Request, response: Response): void {
    response.set(pageHeaders);
    const notFound = (): void => {
      if (/\.\w+$/.test(request.path)) response.status(404).type('text/plain').send('Not found');
      else if (existsSync(index)) response.set('cache-control', 'no-cache').sendFile(index);
      else response.status(503).type('text/plain').send('The dashboard has not been built. Run `npm run build`.');
    };
    request.url = request.url.replace(/^\/dashboard/, '') || '/';
    files(request, response, notFound);
  }

  return [
    {
      method: 'get',
      path: '/',
      plane: 'page',
      handle: (_request, response) => response.set(pageHeaders).redirect(302, '/dashboard'),
    },
    { method: 'get', path: '/dashboard', plane: 'page', handle: page },
    { method: 'get', path: '/dashboard/{*rest}', plane: 'page', handle: page },
  ];
}
