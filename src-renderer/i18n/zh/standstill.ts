import type { enStandstill } from '../en-standstill.ts';
import type { Spoken } from '../spoken.ts';

export const zhStandstill: Spoken<typeof enStandstill> = {
  standstill: {
    paused: 'Evenkeel 已暂停：在你恢复之前，新请求会被拒绝。',
    resume: '恢复',
  },
};
