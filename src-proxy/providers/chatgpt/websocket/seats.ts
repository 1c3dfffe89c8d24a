import type { buildConnector } from 'undici';

import { connectorFor } from '../../ways/route-connector.ts';
import type { Route } from '../../ways/route.ts';
import type { Way, WaysOut } from '../../ways/ways-out.ts';
import type { AttemptRequest, SeatOccupant } from '../../provider.ts';
import type { TurnStates } from '../turn-states.ts';
import { handshakeHeaders } from './handshake-headers.ts';
import { openSocket, type OpenedSocket } from './open-socket.ts';
import { UpstreamSeat } from './upstream-seat.ts';

export interface SeatsOptions {
  readonly baseUrl: string;
  readonly connectTimeoutMs: number;
  readonly ways: WaysOut;
  readonly turnStates: TurnStates;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly nowMs: () => number;
}

export interface Seats {
  open(occupant: SeatOccupant): UpstreamSeat;
}

/** The places of clients that hold a WebSocket. Each connection leaves through its account's way out. */
export function createSeats(options: SeatsOptions): Seats {
  const { baseUrl, connectTimeoutMs, ways, turnStates, ownName, nowMs } = options;
  /** A connector remembers TLS sessions, so one for each route. */
  const connectors = new WeakMap<Route, buildConnector.connector>();

  const routeOf = (way: Way): Route => (way === null ? undefined : ways.own.get(way)) ?? ways.shared;

  function connectorOn(route: Route): buildConnector.connector {
    const connector = connectors.get(route) ?? connectorFor(route, connectTimeoutMs);
    connectors.set(route, connector);
    return connector;
  }

  async function open(request: AttemptRequest, signal: AbortSignal): Promise<OpenedSocket> {
    const url = new URL(baseUrl.replace(/^http/, 'ws') + request.upstreamPath);
    const opened = await openSocket({
      url,
      headers: handshakeHeaders(turnStates.withoutForeign(request.rawHeaders, request.way), { ...request, ownName }),
      connector: connectorOn(routeOf(request.way)),
      timeoutMs: connectTimeoutMs,
      nowMs,
      signal,
    });
    if (opened.kind === 'open') turnStates.note(opened.rawHeaders, request.way);
    return opened;
  }

  const taken = new Set<UpstreamSeat>();
  ways.onChange(() => {
    for (const seat of taken) seat.noteWays();
  });
  return {
    open(occupant) {
      const seat = new UpstreamSeat({ occupant, open, routeOf, nowMs, onLeft: () => taken.delete(seat) });
      taken.add(seat);
      return seat;
    },
  };
}
