import { request, type IncomingMessage } from 'node:http';

export interface SelfAnswer {
  readonly status: number;
  readonly text: string;
}

export interface SelfQuestion {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Told of each piece as it comes in. */
  readonly onPiece?: (piece: string) => void;
}

const mostChars = 65_536;

/**
 * A request of our own to an address of this machine, over a connection of its own and past any proxy. An answer to an
 * upgrade, whatever it is, is an answer too.
 * @throws the connection's error, with its `code`
 */
export function askSelf(url: string, { headers = {}, signal, onPiece }: SelfQuestion): Promise<SelfAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, signal, agent: false });
    const take = (response: IncomingMessage): void => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        if (text.length < mostChars) text += piece;
        onPiece?.(piece);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    };
    asked.on('response', take);
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, text: '' });
    });
    asked.on('error', reject);
    asked.end();
  });
}
