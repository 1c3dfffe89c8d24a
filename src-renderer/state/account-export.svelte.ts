import type { AccountExport } from '#contract/account-export.ts';

import type { ApiClient } from '../connection/api-client.ts';

export type ExportFormat = 'codex' | 'opencode';
export type ExportWay = 'download' | 'copy';

export interface ExportPorts {
  readonly api: Pick<ApiClient, 'exportAccount'>;
  readonly download: (name: string, text: string) => void;
  readonly copy: (text: string) => Promise<void>;
}

/**
 * SECURITY: the sign-in of an account on its way to a file or the clipboard. It lives in the one call that hands it on;
 * what stays here is that it was done.
 */
export class ExportingAccount {
  format = $state<ExportFormat>('codex');
  busy = $state.raw<ExportWay | null>(null);
  error = $state.raw<unknown>(null);
  done = $state.raw<{ readonly way: ExportWay; readonly filename: string; readonly hasIdToken: boolean } | null>(null);
  readonly #accountId: string;
  readonly #ports: ExportPorts;

  constructor(accountId: string, ports: ExportPorts) {
    this.#accountId = accountId;
    this.#ports = ports;
  }

  async run(way: ExportWay): Promise<void> {
    if (this.busy !== null) return;
    this.busy = way;
    this.error = null;
    this.done = null;
    const { format } = this;
    try {
      const exported = await this.#ports.api.exportAccount(this.#accountId);
      const filename = format === 'codex' ? exported.filename : `opencode-${exported.filename}`;
      const text = textOf(exported, format);
      if (way === 'copy') await this.#ports.copy(text);
      else this.#ports.download(filename, text);
      this.done = { way, filename, hasIdToken: format !== 'codex' || exported.tokens.idToken !== '' };
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = null;
    }
  }
}

function textOf(exported: AccountExport, format: ExportFormat): string {
  return `${JSON.stringify(format === 'codex' ? exported.codexAuthJson : exported.opencodeAuthJson, null, 2)}\n`;
}
