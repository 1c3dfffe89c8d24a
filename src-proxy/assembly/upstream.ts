import type { Logger } from '../ports.ts';
import { createChatgptProvider } from '../providers/chatgpt/chatgpt-provider.ts';
import { createLoginEndpoint } from '../providers/chatgpt/login-endpoint.ts';
import { createFileStorage } from '../providers/chatgpt/file-storage.ts';
import { createServerClock } from '../providers/chatgpt/server-clock.ts';
import { createModelsEndpoint } from '../providers/chatgpt/models-endpoint.ts';
import { createTokenEndpoint } from '../providers/chatgpt/token-endpoint.ts';
import { TurnStates } from '../providers/chatgpt/turn-states.ts';
import { UpstreamPool } from '../providers/chatgpt/upstream-pool.ts';
import { createResetCreditEndpoint } from '../providers/chatgpt/reset-credits-endpoint.ts';
import { createSeats } from '../providers/chatgpt/websocket/seats.ts';
import { createOpenaiCompatibleProvider } from '../providers/openai-compatible/openai-compatible-provider.ts';
import { createUsageEndpoint } from '../providers/chatgpt/usage-endpoint.ts';
import { createWhamCall } from '../providers/chatgpt/wham-call.ts';
import { tryRoute } from '../providers/ways/try-route.ts';
import type { Route } from '../providers/ways/route.ts';
import { WaysOut } from '../providers/ways/ways-out.ts';
import type { Settings } from '../contract/settings.ts';

export interface UpstreamOptions {
  readonly settings: Pick<Settings, 'upstreamBaseUrl' | 'authBaseUrl' | 'upstreamConnectTimeout'>;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly nowMs: () => number;
  readonly logger: Logger;
}

export type Upstream = ReturnType<typeof assembleUpstream>;

/** Everything that talks to the upstream and to its sign-in service. */
export function assembleUpstream({ settings, ownName, nowMs, logger }: UpstreamOptions) {
  const { authBaseUrl } = settings;
  const connectTimeoutMs = settings.upstreamConnectTimeout * 1000;
  const ways = new WaysOut();
  const pool = new UpstreamPool({ baseUrl: settings.upstreamBaseUrl, connectTimeoutMs, ways });
  const turnStates = new TurnStates();
  const seats = createSeats({
    baseUrl: settings.upstreamBaseUrl,
    connectTimeoutMs,
    ways,
    turnStates,
    ownName,
    nowMs,
  });
  const auth = new UpstreamPool({ baseUrl: authBaseUrl, connectTimeoutMs, ways });
  const sourceProvider = createOpenaiCompatibleProvider({ connectTimeoutMs, ownName, nowMs });
  const { origin } = new URL(settings.upstreamBaseUrl);
  const onServerDate = createServerClock({ logger, nowMs });
  const whamCall = createWhamCall({ upstream: pool, ownName, nowMs, onServerDate });
  return {
    provider: createChatgptProvider({ upstream: pool, seats, turnStates, ownName, nowMs }),
    sourceProvider,
    tokenEndpoint: createTokenEndpoint({ auth, nowMs }),
    loginEndpoint: createLoginEndpoint({ authBaseUrl, auth, nowMs }),
    ways,
    tryRoute: (route: Route) => tryRoute(route, { origin, connectTimeoutMs, nowMs }),
    usageEndpoint: createUsageEndpoint(whamCall, nowMs),
    modelsEndpoint: createModelsEndpoint({ upstream: pool, ownName, nowMs }),
    resetCreditEndpoint: createResetCreditEndpoint(whamCall),
    storeFile: createFileStorage({ upstreamBaseUrl: settings.upstreamBaseUrl, ownName, connectTimeoutMs, ways }),
    /** After sleep or another network the idle connections are often dead without knowing. */
    dropIdle: (): void => {
      pool.dropIdle();
      auth.dropIdle();
    },
    close: async (): Promise<void> => {
      await Promise.all([pool.close(), auth.close(), sourceProvider.close()]);
    },
  };
}
