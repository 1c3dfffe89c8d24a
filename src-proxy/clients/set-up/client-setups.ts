import * as nodeFs from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { AuditActor } from '../../contract/audit.ts';
import type { ClientId, ClientSetups, ClientStatus, SetupForm, SetupOutcome } from '../../contract/client-setup.ts';
import { Refusal } from '../../contract/refusal.ts';
import { told } from '../../contract/told.ts';
import { redact } from '../../observe/redact.ts';
import type { Clock } from '../../ports.ts';
import { changedSince, fingerprintOf, readClientFile, sweepBeside, writeClientFile } from './client-file.ts';
import type { ClientFile, SetupFileSystem } from './client-file.ts';
import { isKeyless, isSecret, keyMissing, keyNeeded, modeFor, type SentKey } from './client-key.ts';
import { clientKinds, type ClientKind } from './client-places.ts';
import { saidOf, sentenceOf, stateOf } from './client-sentences.ts';
import type { Destination, Edit, OfferedModel, Written } from './config-form.ts';
import { readable, textOf } from './config-text.ts';
import { readableDiff } from './line-diff.ts';
import { missingFolder, removeIfEmpty } from './made-folder.ts';
import { planRestore, type RestorePlan } from './restore-plan.ts';
import { restoreScriptPath, shellQuoted } from './restore-script.ts';
import { SetupLedger, type LedgerEntry } from './setup-ledger.ts';
import { verifyEndpoint } from './verify-endpoint.ts';

export interface ClientSetupPorts {
  readonly environment: NodeJS.ProcessEnv;
  readonly dataDir: string;
  /** Where Evenkeel answers, or would. */
  readonly origin: () => string;
  readonly models: () => readonly OfferedModel[];
  /** Whether Evenkeel turns away who sends none of its keys. */
  readonly demandsKey?: () => boolean;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly audit: (entry: {
    readonly action: string;
    readonly target: string;
    readonly actor: AuditActor;
    readonly detail: Record<string, unknown>;
  }) => Promise<unknown>;
  readonly fs?: SetupFileSystem;
  readonly platform?: NodeJS.Platform;
}

interface Place {
  readonly kind: ClientKind;
  readonly installed: boolean;
  readonly file: ClientFile;
  readonly entry: LedgerEntry | null;
}

/** Programs that the person uses, pointed here and back again. Works without a running engine too. */
export function createClientSetups(ports: ClientSetupPorts): ClientSetups {
  const { environment, origin, models, clock, audit, fs = nodeFs } = ports;
  const script = restoreScriptPath(resolve(ports.dataDir), ports.platform ?? process.platform);
  const ledger = new SetupLedger(fs, ports.dataDir, script !== null);
  const restoreCommand = script === null ? null : shellQuoted(script);
  const demandsKey = ports.demandsKey ?? (() => false);
  const destination = (form: SetupForm, key?: string): Destination => ({
    origin: origin(),
    form,
    models: models(),
    restoreCommand,
    key,
  });
  let last: Promise<unknown> = Promise.resolve();

  /** One change after another: each reads what the one before has written. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function find(id: ClientId): Promise<Place> {
    const kind = clientKinds.find((each) => each.id === id);
    if (kind === undefined) throw new Refusal('not_found', `Evenkeel cannot set up "${id}".`);
    const { installed, path } = await kind.place(environment, fs);
    return { kind, installed, ...(await open(path)) };
  }

  async function open(path: string): Promise<{ readonly file: ClientFile; readonly entry: LedgerEntry | null }> {
    return { file: await readClientFile(fs, path), entry: await ledger.find(path) };
  }

  async function sentKey({ config, loginKey }: ClientKind, text: string): Promise<SentKey> {
    return config.sentKey(text, (await loginKey?.(environment, fs)) ?? null);
  }

  /** Whether what the text makes the client send would be turned away. */
  async function lacksKey(kind: ClientKind, text: string): Promise<boolean> {
    return demandsKey() && isKeyless(await sentKey(kind, text));
  }

  async function statusOf(id: ClientId): Promise<ClientStatus> {
    const { kind, installed, file, entry } = await find(id);
    const { name } = kind;
    const common = { id, name, installed, path: file.path };
    try {
      const found = readable(file.path, () =>
        kind.config.read(textOf(file), destination('built-in'), writtenIn(file, entry)),
      );
      const isLocked = found.isOurs && found.leadsHere && (await lacksKey(kind, textOf(file)));
      const reading = isLocked ? { ...found, drift: [...found.drift, keyMissing] } : found;
      const gone =
        file.content === null && entry !== null && entry.before !== null
          ? [told('drift.deleted', { path: file.path }, `${file.path} was deleted since.`)]
          : [];
      const drift = [...gone, ...reading.drift];
      return {
        ...common,
        state: stateOf(reading),
        sentence: sentenceOf(name, installed, reading),
        said: saidOf(name, installed, reading),
        drift: drift.map(({ sentence }) => sentence),
        driftSaid: drift.map(({ said }) => said),
        endpoint: reading.endpoint === null ? null : redact(reading.endpoint),
        canRestore: reading.isOurs,
        form: reading.form,
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isMarked = entry !== null && file.content !== null;
      return {
        ...common,
        state: 'unreadable',
        sentence: error.message,
        drift: [],
        endpoint: null,
        canRestore: isMarked,
        form: entry?.written.form ?? 'built-in',
      };
    }
  }

  /** What is in force of the ledger: before a kill between two steps it may speak of what never came to the file. */
  function writtenIn({ content }: ClientFile, entry: LedgerEntry | null): Written | null {
    if (entry === null || content === null) return null;
    return fingerprintOf(content.bytes) === entry.before?.fingerprint ? null : entry.written;
  }

  function editOf({ kind, file, entry }: Place, form: SetupForm, key: string | undefined): Edit {
    return readable(file.path, () => kind.config.add(textOf(file), destination(form, key), writtenIn(file, entry)));
  }

  async function restoreOf({ kind, file, entry }: Omit<Place, 'installed'>): Promise<RestorePlan> {
    return planRestore(kind.config, file, entry, entry === null ? null : await ledger.bytesBefore(entry));
  }

  async function apply(id: ClientId, form: SetupForm, fingerprint: string, key: string | undefined): Promise<void> {
    const place = await find(id);
    const { file, entry } = place;
    requireFingerprint(file, fingerprint);
    const edit = editOf(place, form, key);
    if (await lacksKey(place.kind, edit.text)) throw new Refusal('validation_error', keyNeeded.sentence);
    const holdsKey = key !== undefined || isSecret(place.kind.config.sentKey(edit.text, null));
    const mode = modeFor(file.content?.mode ?? 0o600, holdsKey);
    const next = Buffer.from(edit.text);
    const { before, bytes } = await beforeOf(place, edit);
    const made = file.content === null ? await missingFolder(fs, dirname(file.target)) : null;
    await ledger.note(
      {
        id,
        path: file.path,
        before,
        ours: [fingerprintOf(next), ...(entry?.ours.filter((each) => each === fingerprint) ?? [])],
        written: { ...edit.written, lines: [...edit.written.lines], setAside: [...edit.written.setAside] },
        madeFolder: made ?? entry?.madeFolder ?? null,
        atMs: clock.nowMs(),
      },
      bytes,
    );
    try {
      if (made !== null) await fs.mkdir(dirname(file.target), { recursive: true, mode: 0o700 });
      await writeClientFile(fs, file, { bytes: next, mode });
    } catch (error) {
      // Nothing came to the file: the ledger must not say that it did.
      await (entry === null ? ledger.forget(file.path) : ledger.note(entry, await ledger.bytesBefore(entry)));
      throw error;
    }
  }

  /** What undoing goes back to: the first state from before us, unless the person has edited the rest since. */
  async function beforeOf(
    { file, entry }: Place,
    { base }: Edit,
  ): Promise<{ readonly before: LedgerEntry['before']; readonly bytes: Buffer | null }> {
    if (file.content === null) return { before: null, bytes: null };
    const now = fingerprintOf(file.content.bytes);
    const bytes = Buffer.from(base);
    const isOld = entry !== null && (entry.ours.includes(now) || fingerprintOf(bytes) === entry.before?.fingerprint);
    if (isOld && entry.before === null) return { before: null, bytes: null };
    const kept = isOld ? await ledger.bytesBefore(entry) : null;
    if (isOld && kept !== null) return { before: entry.before, bytes: kept };
    const { mtimeMs } = file.content;
    // Where ours is in it the permissions may be ours too: a key takes some away.
    const isOurs = !bytes.equals(file.content.bytes);
    const mode = (isOurs ? entry?.before?.mode : undefined) ?? file.content.mode;
    return { before: { fingerprint: fingerprintOf(bytes), mode, mtimeMs }, bytes };
  }

  async function restoreOne(place: Omit<Place, 'installed'>): Promise<RestorePlan> {
    const { file, entry } = place;
    const plan = await restoreOf(place);
    if (plan.next === 'leave') await sweepBeside(fs, file);
    else await writeClientFile(fs, file, plan.next);
    const isGone = plan.next === null || file.content === null;
    if (isGone && entry?.madeFolder != null) await removeIfEmpty(fs, entry.madeFolder);
    await ledger.forget(file.path);
    return plan;
  }

  return {
    list: async () => await Promise.all(clientKinds.map(async ({ id }) => await statusOf(id))),

    async preview(id, { action, form, key }) {
      const place = await find(id);
      const { file } = place;
      const text = file.content === null ? null : textOf(file);
      const common = { id, action, path: file.path, fingerprint: fingerprintOf(file.content?.bytes ?? null) };
      if (action === 'apply') {
        const edit = editOf(place, form, key);
        const needsKey = await lacksKey(place.kind, edit.text);
        const notes = needsKey ? [...edit.notes, keyNeeded] : edit.notes;
        return {
          ...common,
          ...readableDiff(file.path, text, edit.text),
          notes: notes.map((note) => note.sentence),
          notesSaid: notes.map((note) => note.said),
          needsKey,
        };
      }
      const { next, sentence, code } = await restoreOf(place);
      const after = next === 'leave' ? text : (next?.bytes.toString() ?? null);
      return {
        ...common,
        ...readableDiff(file.path, text, after),
        notes: next === 'leave' ? [sentence] : [],
        notesSaid: next === 'leave' ? [{ code, facts: { path: file.path } }] : [],
      };
    },

    apply: (id, { fingerprint, form, key }, actor) =>
      inTurn(async (): Promise<SetupOutcome> => {
        await apply(id, form, fingerprint, key);
        const client = await statusOf(id);
        await audit({ action: 'client.set-up', target: id, actor, detail: { path: client.path, form: client.form } });
        return {
          client,
          byteEqual: null,
          sentence: `${client.path} was written. ${client.sentence}`,
          said: [
            { code: 'written', facts: { path: client.path } },
            ...(client.said === undefined ? [] : [client.said]),
          ],
        };
      }),

    restore: (id, { fingerprint }, actor) =>
      inTurn(async (): Promise<SetupOutcome> => {
        const place = await find(id);
        if (fingerprint !== undefined) requireFingerprint(place.file, fingerprint);
        const plans = [await restoreOne(place)];
        // Written when the client had its folder elsewhere.
        for (const entry of await ledger.entries())
          if (entry.id === id) plans.push(await restoreOne({ kind: place.kind, ...(await open(entry.path)) }));
        const acted = plans.filter(({ next }) => next !== 'leave');
        const byteEqual = plans.every((plan) => plan.byteEqual);
        await audit({ action: 'client.restore', target: id, actor, detail: { path: place.file.path, byteEqual } });
        const shown = acted.length === 0 ? plans.slice(0, 1) : acted;
        return {
          client: await statusOf(id),
          byteEqual,
          sentence: shown.map((plan) => plan.sentence).join(' '),
          said: shown.map(({ code, path }) => ({ code, facts: { path } })),
        };
      }),

    async verify(id) {
      const { kind, file, entry } = await find(id);
      const reading = readable(file.path, () =>
        kind.config.read(textOf(file), destination('built-in'), writtenIn(file, entry)),
      );
      return await verifyEndpoint(reading.endpoint, {
        modelsQuery: id === 'codex' ? '?client_version=0.169.0' : '',
        key: await sentKey(kind, textOf(file)),
      });
    },
  };
}

function requireFingerprint({ path, content }: ClientFile, fingerprint: string): void {
  if (fingerprintOf(content?.bytes ?? null) !== fingerprint) throw changedSince(path);
}
