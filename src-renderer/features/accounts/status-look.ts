import type { IconName } from '../../ui/Icon.svelte';
import type { Standing } from './standing.ts';

interface Look {
  readonly tone: 'good' | 'wait' | 'bad' | 'idle';
  readonly icon: IconName;
}

/** Shape and colour of each standing; no two share a shape. */
export const standingLook: Record<Standing, Look> = {
  ready: { tone: 'good', icon: 'check' },
  resting: { tone: 'wait', icon: 'hourglass' },
  rate_limited: { tone: 'wait', icon: 'clock' },
  quota_exceeded: { tone: 'wait', icon: 'empty' },
  paused: { tone: 'idle', icon: 'pause' },
  reauth_required: { tone: 'bad', icon: 'key' },
  deactivated: { tone: 'bad', icon: 'cross' },
};
