import type { ClientSetups, ClientStatus } from '../../contract/client-setup.ts';
import { coded, fine, notApplicable, warning, type Finding, type SelfTest } from '../self-test.ts';

export function clientTests(clients: Pick<ClientSetups, 'list'>): SelfTest[] {
  return [
    {
      id: 'clients.set-up',
      symptoms: ['S3'],
      title: 'Programs that Evenkeel has set up still come here',
      run: async () => judgeClients(await clients.list()),
    },
  ];
}

/** Pure. */
export function judgeClients(clients: readonly ClientStatus[]): Finding {
  const details = clients.map(({ name, sentence }) => `${name}: ${sentence}`);
  const facts = (which: readonly ClientStatus[]) => ({
    names: which.map(({ name }) => name),
    states: clients.map(({ name, state }) => `${name}: ${state}`),
  });
  const drifted = clients.filter(({ state }) => state === 'drifted');
  if (drifted.length > 0)
    return coded(
      'clients.drifted',
      facts(drifted),
      warning(
        `${namesOf(drifted)}: set up by Evenkeel, and changed since.`,
        'Set it up again under Connect; what is in its file now is kept.',
        [...drifted.flatMap(({ name, drift }) => drift.map((one) => `${name}: ${one}`)), ...details],
      ),
    );
  const unreadable = clients.filter(({ state, installed }) => state === 'unreadable' && installed);
  if (unreadable.length > 0)
    return coded(
      'clients.unreadable',
      facts(unreadable),
      warning(
        `${namesOf(unreadable)}: its settings cannot be read.`,
        'Look at its file; a program that cannot read its settings may not start.',
        details,
      ),
    );
  const setUp = clients.filter(({ state }) => state === 'set-up');
  return setUp.length > 0
    ? coded('clients.ok', facts(setUp), fine(`${namesOf(setUp)}.`, details))
    : coded('clients.none', facts([]), { ...notApplicable('Evenkeel has set up none.'), details });
}

function namesOf(clients: readonly ClientStatus[]): string {
  return clients.map(({ name }) => name).join(', ');
}
