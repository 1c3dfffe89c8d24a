import type { SetupState } from '../../contract/client-setup.ts';
import type { Said } from '../../contract/said.ts';
import type { ClientCode } from '../../contract/spoken-codes.ts';
import { redact } from '../../observe/redact.ts';
import type { Reading } from './config-form.ts';

export function stateOf({ isOurs, drift, leadsHere, endpoint }: Reading): SetupState {
  if (isOurs) return drift.length === 0 ? 'set-up' : 'drifted';
  if (leadsHere) return 'set-up';
  return endpoint === null ? 'not-set-up' : 'elsewhere';
}

export function sentenceOf(name: string, installed: boolean, reading: Reading): string {
  switch (stateOf(reading)) {
    case 'set-up':
      return reading.isOurs
        ? `${name} goes through Evenkeel.`
        : `${name} goes through Evenkeel; it was set up by hand.`;
    case 'drifted':
      return `${name} was set up by Evenkeel, but something has changed since.`;
    case 'elsewhere':
      return `${name} is set up for ${redact(reading.endpoint ?? '')}. Its settings stay; what Evenkeel's lines stand in for is set aside and comes back when you undo it.`;
    default:
      return installed ? `${name} does not go through Evenkeel yet.` : `${name} was not found on this computer.`;
  }
}

/** The same as a code and facts, for whoever says it in another language. */
export function saidOf(name: string, installed: boolean, reading: Reading): Said {
  const endpoint = redact(reading.endpoint ?? '');
  return { code: codeOf(installed, reading), facts: { name, endpoint } };
}

function codeOf(installed: boolean, reading: Reading): ClientCode {
  switch (stateOf(reading)) {
    case 'set-up':
      return reading.isOurs ? 'client.set_up' : 'client.by_hand';
    case 'drifted':
      return 'client.drifted';
    case 'elsewhere':
      return 'client.elsewhere';
    default:
      return installed ? 'client.not_yet' : 'client.not_found';
  }
}
