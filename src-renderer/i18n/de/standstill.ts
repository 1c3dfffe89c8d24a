import type { enStandstill } from '../en-standstill.ts';
import type { Spoken } from '../spoken.ts';

export const deStandstill: Spoken<typeof enStandstill> = {
  standstill: {
    paused: 'Evenkeel ist angehalten: Neue Anfragen werden abgelehnt, bis es fortgesetzt wird.',
    resume: 'Fortsetzen',
  },
};
