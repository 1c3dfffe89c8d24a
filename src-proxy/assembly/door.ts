import { readPublicAddresses } from '../contract/public-address.ts';
import type { Settings } from '../contract/settings.ts';
import { BodyBudget } from '../ingress/body-budget.ts';
import { ClientSockets } from '../ingress/codex/websocket/client-sockets.ts';
import type { PoolVoice } from '../ingress/pool-voice.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Provider } from '../providers/provider.ts';
import type { Relay } from '../relay/relay.ts';
import { createApp } from '../server/app.ts';
import { codexUpgrade } from '../server/codex-upgrade.ts';
import type { DashboardGate } from '../server/dashboard-gate.ts';
import { needsKey } from '../server/key-gate.ts';
import type { RefusalLog } from '../server/refusal-log.ts';
import type { Route } from '../server/route.ts';
import { isLoopbackHost } from '../settings/resolve-settings.ts';
import type { KeyServices } from './key-services.ts';
import type { Listener } from './listener.ts';

export interface DoorParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** As they were at the start. */
  readonly initial: Settings;
  readonly settings: () => Settings;
  readonly listener: Listener;
  readonly routes: readonly Route[];
  readonly relay: Relay;
  readonly provider: Provider;
  readonly keys: Pick<KeyServices, 'gate' | 'takesSockets'>;
  readonly dashboardGate: DashboardGate;
  readonly voice: PoolVoice;
  readonly isDraining: () => boolean;
  readonly noteRefused: RefusalLog['note'];
  /** Where the socket is bound in place of the address that is set. */
  readonly bindTo: string | null;
}

/** All that clients come in by: HTTP, WebSockets, and the memory that both may fill. */
export function assembleDoor({ clock, logger, initial, settings, relay, keys, voice, ...parts }: DoorParts) {
  const { listener, noteRefused, bindTo } = parts;
  const { gate, takesSockets } = keys;
  const bodies = new BodyBudget(() => settings().maxBufferedBodies);
  const { provider } = parts;
  const sockets = new ClientSockets({
    bodies,
    relay,
    provider,
    clock,
    logger,
    settings,
    demandsKey: () => needsKey(settings()),
    voice,
    takesSockets,
  });
  const upgrade = codexUpgrade({ sockets, takesSockets, logger });
  const app = createApp({
    routes: parts.routes,
    bodies,
    logger,
    gate,
    dashboardGate: parts.dashboardGate,
    isExposed: !isLoopbackHost(initial.host),
    isDraining: parts.isDraining,
    noteRefused,
  });
  return {
    sockets,
    listen: (override?: { readonly port: number }) =>
      listener.listen(
        app,
        { upgrade, gate, noteRefused },
        {
          host: initial.host,
          port: override?.port ?? initial.port,
          publicAddresses: readPublicAddresses(initial.publicAddresses) ?? [],
          bindTo,
        },
      ),
  };
}
