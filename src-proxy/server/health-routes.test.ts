import type { Request, Response } from 'express';
import { expect, it } from 'vitest';

import { healthRoutes } from './health-routes.ts';

it.each(['/health', '/health/ready'])(
  'N10: %s is open to everybody, and looks at the disk once at a time, however many ask',
  async (path) => {
    const looks: (() => void)[] = [];
    const routes = healthRoutes({
      state: () => ({ phase: 'running', version: '0.0.0-test' }) as never,
      store: { check: () => new Promise((resolve) => looks.push(resolve)) },
      // Nobody is impatient.
      clock: { nowMs: () => 0, sleep: () => new Promise(() => undefined) },
      canServe: () => true,
      settingsVersion: () => 1,
      localToken: 'token',
    });
    const told: unknown[] = [];
    const response = {
      setHeader: () => undefined,
      status: () => response,
      json: (body: unknown) => void told.push(body),
    };
    const ask = async (): Promise<void> => {
      const route = routes.find((one) => one.path === path);
      await route?.handle({ headers: {} } as unknown as Request, response as unknown as Response);
    };
    const first = [ask(), ask(), ask()];
    expect(looks).toHaveLength(1);
    looks[0]?.();
    await Promise.all(first);
    expect(told).toHaveLength(3);
    const next = ask();
    expect(looks).toHaveLength(2);
    looks[1]?.();
    await next;
  },
);
