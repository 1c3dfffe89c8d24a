import { randomBytes } from 'node:crypto';

import type { Settings } from '../contract/settings.ts';
import { shapeOf } from '../observe/request-shape.ts';
import type { Logger } from '../ports.ts';
import type { CanonicalRequest } from './canonical-request.ts';

export interface ShapeLogPorts {
  readonly logger: Pick<Logger, 'info'>;
  readonly settings: () => Pick<Settings, 'logProxyRequestShape' | 'logProxyRequestShapeRawCacheKey'>;
}

/**
 * Writes one line of what a request is made of, where its owner wants that. The key of the digests is made anew at every
 * start and kept nowhere: lines of one run can be compared, and nothing can be found out from them later.
 */
export function createShapeLog({ logger, settings }: ShapeLogPorts): (request: CanonicalRequest) => void {
  const digestKey = randomBytes(32);
  return ({ id, kind, model, plainBody }) => {
    const { logProxyRequestShape, logProxyRequestShapeRawCacheKey: rawCacheKey } = settings();
    if (!logProxyRequestShape || plainBody === null) return;
    logger.info('Shape of a request', {
      requestId: id,
      kind,
      model,
      shape: shapeOf(plainBody, { digestKey, rawCacheKey }),
    });
  };
}
