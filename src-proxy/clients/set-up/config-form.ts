import type { SetupForm } from '../../contract/client-setup.ts';
import type { Told } from '../../contract/told.ts';
import type { SentKey } from './client-key.ts';

/** What a client is to be sent to. */
export interface Destination {
  /** Of Evenkeel, such as `http://127.0.0.1:2455`. */
  readonly origin: string;
  readonly form: SetupForm;
  /** The models to name where a client asks nobody for them. */
  readonly models: readonly OfferedModel[];
  /** What undoes it in a shell when Evenkeel is gone, after the word `sh`: one line, where there is such a thing. */
  readonly restoreCommand?: string | null;
  /** An API key to write; left out, one that is there of ours stays. */
  readonly key?: string | undefined;
}

export interface OfferedModel {
  readonly slug: string;
  readonly name: string;
  readonly contextTokens: number | null;
}

/** What Evenkeel wrote, as its ledger remembers it. */
export interface Written {
  readonly form: SetupForm;
  /** Statements of ours, each as it stands in the file. */
  readonly lines: readonly string[];
  /** The person's own statements that ours stand in for. */
  readonly setAside: readonly string[];
}

export interface Edit {
  readonly text: string;
  /** The text that it is an edit of: without anything of ours. */
  readonly base: string;
  readonly written: Written;
  readonly notes: readonly Told[];
}

export interface Reading {
  /** Whether something of ours is in it. */
  readonly isOurs: boolean;
  /** Where the client goes by this file; `null` is where it goes by itself. */
  readonly endpoint: string | null;
  /** Whether what is in it leads to the destination. */
  readonly leadsHere: boolean;
  readonly drift: readonly Told[];
  /** Of ours; the destination's where there is none. */
  readonly form: SetupForm;
}

/** The file of one client: pure text in, text out. `''` is a file that is not there. */
export interface ConfigForm {
  /** @throws ConfigUnreadable */
  read(text: string, destination: Destination, written: Written | null): Reading;
  /** Puts ours in, in place of what is there of ours already. @throws ConfigUnreadable */
  add(text: string, destination: Destination, written: Written | null): Edit;
  /** Takes ours out and leaves every edit of others. @throws ConfigUnreadable */
  remove(text: string, written: Written | null): string;
  /**
   * The key that the client sends to where this text leads.
   * @param loginKey what it is signed in with, where it has such a thing
   */
  sentKey(text: string, loginKey: string | null): SentKey;
  /** Whether nothing is left that anybody but us would have made the file for. */
  isBare(text: string): boolean;
}

/** The file cannot be read, or not be changed by machine; the message is a sentence for the person. */
export class ConfigUnreadable extends Error {
  override readonly name = 'ConfigUnreadable';
}

/** `localhost` where the origin has a number, and the number where it has `localhost`: two origins, one machine. */
export function bothOrigins(origin: string): { readonly numeric: string; readonly named: string } {
  const url = new URL(origin);
  const port = url.port === '' ? '' : `:${url.port}`;
  const numeric = url.hostname === 'localhost' ? `http://127.0.0.1${port}` : url.origin;
  return { numeric, named: `http://localhost${port}` };
}
