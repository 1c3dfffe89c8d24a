import type { PoolVoice } from '../ingress/pool-voice.ts';
import { QuotaView, type QuotaViewPorts } from '../server/quota-view.ts';
import { V1Models, type V1ModelPorts } from '../server/v1-models.ts';

export interface PoolView {
  readonly quota: QuotaView;
  readonly models: V1Models;
  /** Both, where an answer tells of them by itself. */
  readonly voice: PoolVoice;
}

/** What programs are told of the pool as a whole. */
export function assemblePoolView(ports: QuotaViewPorts & V1ModelPorts): PoolView {
  const quota = new QuotaView(ports);
  const models = new V1Models(ports);
  const voice: PoolVoice = {
    quotaFor: (key) => quota.quotaFor(key),
    modelsEtagFor: (key) => models.etagFor(key),
  };
  return { quota, models, voice };
}
