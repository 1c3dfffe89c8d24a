import { Refusal } from '../../contract/refusal.ts';
import type { ClientFile } from './client-file.ts';
import { ConfigUnreadable } from './config-form.ts';

/** `''` for a file that is not there. @throws Refusal `client_config_unreadable` */
export function textOf({ path, content }: ClientFile): string {
  try {
    // A byte order mark is part of the file, and stays.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content?.bytes);
  } catch (error) {
    throw new Refusal(
      'client_config_unreadable',
      `${path} is not text in UTF-8. Nothing was changed.`,
      {},
      { cause: error },
    );
  }
}

/** What a form says of a text, as a refusal that names the file. */
export function readable<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigUnreadable)) throw error;
    throw new Refusal('client_config_unreadable', `${path} was left as it is. ${error.message}`, {}, { cause: error });
  }
}
