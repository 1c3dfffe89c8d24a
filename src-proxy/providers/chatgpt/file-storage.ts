import { Client } from 'undici';

import { Refusal } from '../../contract/refusal.ts';
import { connectorFor } from '../ways/route-connector.ts';
import type { Way, WaysOut } from '../ways/ways-out.ts';
import { connectionFailure } from './error-table.ts';

export interface FileStorageOptions {
  readonly upstreamBaseUrl: string;
  readonly ownName: string;
  readonly connectTimeoutMs: number;
  readonly ways: WaysOut;
}

export interface FileUpload {
  /** As the upstream gave it for this one file. */
  readonly url: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** The account's. */
  readonly way: Way;
  readonly signal: AbortSignal;
}

/** Puts a file where the upstream said. @throws Refusal */
export type StoreFile = (upload: FileUpload) => Promise<void>;

/** A host that has taken everything and does not say a word. */
const answerTimeoutMs = 120_000;

/**
 * SECURITY: the address comes from outside. Only https is followed, or the configured upstream's own origin; no token goes
 * there, for the address itself is the permission; a redirect is not followed; and nothing of the address is ever said,
 * because whoever reads it may write there too.
 */
export function createFileStorage({ upstreamBaseUrl, ownName, connectTimeoutMs, ways }: FileStorageOptions): StoreFile {
  const ownOrigin = new URL(upstreamBaseUrl).origin;

  return async ({ url, bytes, mediaType, way, signal }) => {
    const target = URL.canParse(url) ? new URL(url) : null;
    if (target === null || target.username !== '' || (target.protocol !== 'https:' && target.origin !== ownOrigin))
      throw new Refusal('upstream_error', 'The upstream named a place for the file that no file may be sent to.');
    const route = (way === null ? undefined : ways.own.get(way)) ?? ways.shared;
    const host = new Client(target.origin, { allowH2: false, connect: connectorFor(route, connectTimeoutMs) });
    try {
      const answer = await host.request({
        method: 'PUT',
        path: target.pathname + target.search,
        headers: {
          'content-type': mediaType,
          'user-agent': ownName,
          // The storage behind the upstream wants to be told what kind of object this is.
          'x-ms-blob-type': 'BlockBlob',
        },
        body: bytes,
        headersTimeout: answerTimeoutMs,
        bodyTimeout: answerTimeoutMs,
        signal,
      });
      await answer.body.dump();
      const { statusCode } = answer;
      if (statusCode >= 200 && statusCode < 300) return;
      throw new Refusal('upstream_error', `The upstream's file storage refused the file with HTTP ${statusCode}.`);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const { message } = connectionFailure(error);
      throw new Refusal(
        'upstream_unreachable',
        `The file could not be sent to the upstream's file storage. ${message}`,
        {},
        { cause: error },
      );
    } finally {
      await host.destroy();
    }
  };
}
