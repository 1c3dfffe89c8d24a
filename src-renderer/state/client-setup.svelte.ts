import type {
  ClientId,
  ClientStatus,
  SetupAction,
  SetupCheck,
  SetupForm,
  SetupOutcome,
  SetupPreview,
} from '#contract/client-setup.ts';

import type { ClientsApi } from '../connection/clients-api.ts';

/** The programs on this computer, and the one change that is being looked at. */
export class ClientSetup {
  clients = $state.raw<readonly ClientStatus[]>([]);
  error = $state.raw<unknown>(null);
  /** What the last try of a client has shown; `null` while it runs. */
  checks = $state.raw<Readonly<Partial<Record<ClientId, SetupCheck | null>>>>({});
  /** The change that is open. */
  open = $state.raw<{ readonly id: ClientId; readonly action: SetupAction } | null>(null);
  form = $state.raw<SetupForm>('built-in');
  /** `null` while it is made. */
  preview = $state.raw<SetupPreview | null>(null);
  previewError = $state.raw<unknown>(null);
  isWriting = $state.raw(false);
  /** The API key that the change is shown with; forgotten when the change is closed. */
  #key: string | undefined;
  readonly #api: ClientsApi;
  #run = 0;

  constructor(api: ClientsApi) {
    this.#api = api;
  }

  async load(): Promise<void> {
    try {
      this.clients = await this.#api.clients();
      this.error = null;
    } catch (error) {
      this.error = error;
    }
  }

  /** @param key an API key for the program's file; left out, the one given before for this change stays */
  async look(id: ClientId, action: SetupAction, form: SetupForm = 'built-in', key?: string): Promise<void> {
    const run = ++this.#run;
    // The built-in form cannot carry one; with it the engine would answer with the other form again.
    const isKeylessForm = form === 'built-in' && this.form !== form;
    if (this.open?.id !== id || isKeylessForm) this.#key = undefined;
    this.#key = key ?? this.#key;
    const given = this.#given();
    this.open = { id, action };
    this.form = form;
    this.preview = null;
    this.previewError = null;
    try {
      const preview = await this.#api.previewClient(id, { action, form, ...given });
      if (run === this.#run) this.preview = preview;
    } catch (error) {
      if (run !== this.#run) return;
      this.previewError = error;
      // It may be what was refused; trying again asks for it anew.
      this.#key = undefined;
    }
  }

  close(): void {
    this.#run += 1;
    this.#key = undefined;
    this.open = null;
  }

  /** Resolves with what was done, or with `null` when it was refused. */
  async agree(): Promise<SetupOutcome | null> {
    const { open, preview, form } = this;
    if (open === null || preview === null || this.isWriting) return null;
    this.isWriting = true;
    this.previewError = null;
    try {
      const { fingerprint } = preview;
      const outcome =
        open.action === 'apply'
          ? await this.#api.applyClient(open.id, { fingerprint, form, ...this.#given() })
          : await this.#api.restoreClient(open.id, { fingerprint });
      this.clients = this.clients.map((client) => (client.id === outcome.client.id ? outcome.client : client));
      this.checks = { ...this.checks, [open.id]: undefined };
      this.close();
      return outcome;
    } catch (error) {
      this.previewError = error;
      return null;
    } finally {
      this.isWriting = false;
    }
  }

  #given(): { key?: string } {
    return this.#key === undefined ? {} : { key: this.#key };
  }

  async verify(id: ClientId): Promise<void> {
    this.checks = { ...this.checks, [id]: null };
    try {
      this.checks = { ...this.checks, [id]: await this.#api.verifyClient(id) };
    } catch (error) {
      this.checks = { ...this.checks, [id]: undefined };
      this.error = error;
    }
  }
}
