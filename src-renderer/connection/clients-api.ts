import type {
  ClientId,
  ClientStatus,
  SetupCheck,
  SetupForm,
  SetupOutcome,
  SetupPreview,
  SetupPreviewRequest,
} from '#contract/client-setup.ts';

import { jsonInit } from './json-init.ts';

/** Setting up the programs on this computer. */
export interface ClientsApi {
  clients(): Promise<ClientStatus[]>;
  /** Writes nothing. */
  previewClient(id: ClientId, request: SetupPreviewRequest): Promise<SetupPreview>;
  applyClient(id: ClientId, request: { fingerprint: string; form: SetupForm; key?: string }): Promise<SetupOutcome>;
  restoreClient(id: ClientId, request: { fingerprint: string }): Promise<SetupOutcome>;
  verifyClient(id: ClientId): Promise<SetupCheck>;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function clientsApi(call: Call): ClientsApi {
  return {
    clients: async () => (await call<{ clients: ClientStatus[] }>('/api/clients')).clients,
    previewClient: (id, request) => call(`/api/clients/${id}/preview`, jsonInit('POST', request)),
    applyClient: (id, request) => call(`/api/clients/${id}/apply`, jsonInit('POST', request)),
    restoreClient: (id, request) => call(`/api/clients/${id}/restore`, jsonInit('POST', request)),
    verifyClient: (id) => call(`/api/clients/${id}/verify`, { method: 'POST' }),
  };
}
