import type { ApiKeySummary } from '../../contract/api-keys.ts';
import { coded, failure, fine, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface KeyTestPorts {
  readonly keys: () => readonly ApiKeySummary[];
  readonly isRequired: () => boolean;
}

export function keyTests({ keys, isRequired }: KeyTestPorts): SelfTest[] {
  return [
    {
      id: 'keys.rules',
      symptoms: ['S8', 'S11', 'S12'],
      title: 'The rules of API keys fit together',
      run: () => judgeKeys(keys(), isRequired()),
    },
  ];
}

/** Pure. */
export function judgeKeys(keys: readonly Pick<ApiKeySummary, 'status' | 'name'>[], isRequired: boolean): Finding {
  const count = (status: ApiKeySummary['status']): number => keys.filter((key) => key.status === status).length;
  const details = [`${count('active')} active, ${count('expired')} expired, ${count('revoked')} revoked`];
  const facts = { active: count('active'), expired: count('expired'), revoked: count('revoked') };
  if (isRequired && count('active') === 0)
    return coded(
      'keys.none_active',
      facts,
      failure(
        'Every client must have a key, and no key is active: every client is refused.',
        'Make a key under Keys, or take the requirement back under Settings.',
        details,
      ),
    );
  const expired = keys.filter(({ status }) => status === 'expired').map(({ name }) => name);
  if (expired.length > 0)
    return coded(
      'keys.expired',
      { ...facts, names: expired },
      warning(
        `Expired: ${expired.join(', ')}.`,
        'Programs that still have one are refused. Give it more time under Keys, or delete it.',
        details,
      ),
    );
  return coded(
    isRequired ? 'keys.required' : 'keys.optional',
    facts,
    fine(
      isRequired
        ? 'Every client must have a key.'
        : 'Programs on this machine need no key; those that have one keep to its rules.',
      details,
    ),
  );
}
