import { describe, expect, it } from 'vitest';

import { sendRaw } from './http-client.ts';
import { startStage, turnBody } from './harness.ts';

/** The request that an attacker hopes somebody behind the first parser will see. */
const hidden = (host: string): string =>
  `POST /backend-api/codex/responses HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;

type Case = readonly [name: string, head: (length: number) => string, body: (host: string) => string];

const post = 'POST /backend-api/codex/responses HTTP/1.1\r\n';
const type = 'Content-Type: application/json\r\n';
const body = turnBody();
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** `\nHOST` stands for the Host line. */
const cases: readonly Case[] = [
  [
    'CL and TE',
    () => `${post}HOST${type}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n`,
    (h) => `0\r\n\r\n${hidden(h)}`,
  ],
  [
    'TE and CL',
    () => `${post}HOST${type}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n`,
    (h) => `0\r\n\r\n${hidden(h)}`,
  ],
  [
    'two different CL',
    (n) => `${post}HOST${type}Content-Length: ${n}\r\nContent-Length: ${n + 5}\r\n\r\n`,
    (h) => body + hidden(h),
  ],
  [
    'two equal CL',
    (n) => `${post}HOST${type}Content-Length: ${n}\r\nContent-Length: ${n}\r\n\r\n`,
    (h) => body + hidden(h),
  ],
  ['CL as a list', (n) => `${post}HOST${type}Content-Length: ${n}, ${n}\r\n\r\n`, () => body],
  ['CL with a sign', (n) => `${post}HOST${type}Content-Length: +${n}\r\n\r\n`, () => body],
  ['CL in hex', () => `${post}HOST${type}Content-Length: 0x10\r\n\r\n`, () => body],
  ['CL negative', () => `${post}HOST${type}Content-Length: -1\r\n\r\n`, () => body],
  ['TE not chunked last', () => `${post}HOST${type}Transfer-Encoding: chunked, identity\r\n\r\n`, () => chunked],
  ['TE unknown', () => `${post}HOST${type}Transfer-Encoding: xchunked\r\n\r\n`, () => chunked],
  [
    'TE twice',
    () => `${post}HOST${type}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n`,
    () => chunked,
  ],
  ['space before colon', (n) => `${post}HOST${type}Content-Length : ${n}\r\n\r\n`, () => body],
  [
    'TE with space before colon',
    (n) => `${post}HOST${type}Content-Length: ${n}\r\nTransfer-Encoding : chunked\r\n\r\n`,
    () => body,
  ],
  ['obs-fold', (n) => `${post}HOST${type}X-A: one\r\n two\r\nContent-Length: ${n}\r\n\r\n`, () => body],
  [
    'obs-fold of TE',
    (n) => `${post}HOST${type}Content-Length: ${n}\r\nTransfer-Encoding:\r\n chunked\r\n\r\n`,
    () => body,
  ],
  ['only \\n', (n) => `${post}HOST${type}Content-Length: ${n}\r\n\r\n`.replaceAll('\r\n', '\n'), () => body],
  ['one line with only \\n', (n) => `${post}HOST${type}X-A: one\nContent-Length: ${n}\r\n\r\n`, () => body],
  ['bare CR in a value', (n) => `${post}HOST${type}X-A: one\rX-B: two\r\nContent-Length: ${n}\r\n\r\n`, () => body],
  ['NUL in a value', (n) => `${post}HOST${type}X-A: one\0two\r\nContent-Length: ${n}\r\n\r\n`, () => body],
  ['no colon', (n) => `${post}HOST${type}X-A\r\nContent-Length: ${n}\r\n\r\n`, () => body],
  [
    'chunk size not hex',
    () => `${post}HOST${type}Transfer-Encoding: chunked\r\n\r\n`,
    () => `zz\r\n${body}\r\n0\r\n\r\n`,
  ],
  [
    'chunk size overflow',
    () => `${post}HOST${type}Transfer-Encoding: chunked\r\n\r\n`,
    () => `fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`,
  ],
  [
    'chunk longer than said',
    () => `${post}HOST${type}Transfer-Encoding: chunked\r\n\r\n`,
    () => `2\r\n${body}\r\n0\r\n\r\n`,
  ],
  [
    'chunk ended by \\n',
    () => `${post}HOST${type}Transfer-Encoding: chunked\r\n\r\n`,
    () => chunked.replaceAll('\r\n', '\n'),
  ],
  [
    'space in the target',
    (n) => `POST /backend-api/codex/responses x HTTP/1.1\r\nHOST${type}Content-Length: ${n}\r\n\r\n`,
    () => body,
  ],
  [
    'no such version',
    (n) => `POST /backend-api/codex/responses HTTP/9.9\r\nHOST${type}Content-Length: ${n}\r\n\r\n`,
    () => body,
  ],
];

describe('N11: requests that two parsers would read differently', () => {
  it.each(cases)('N11: %s → 400 and closed; the upstream sees at most one request', async (_name, head, content) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const host = `127.0.0.1:${stage.port}`;
    const text = head(body.length).replace('HOST', head(1).includes('\r\n') ? `Host: ${host}\r\n` : `Host: ${host}\n`);
    const answer = await sendRaw(stage.port, text + content(host));
    expect([answer.status, answer.closed]).toEqual([400, true]);
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(stage.upstream.turns().length).toBeLessThanOrEqual(1);
    expect(stage.upstream.turns().every(({ rawBody }) => rawBody.toString() === body)).toBe(true);
  });

  it('N11: the same with nothing wrong is served, so that the cases above fail for what they say', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const end = `Host: 127.0.0.1:${stage.port}\r\n${type}Connection: close\r\n`;
    const whole = await sendRaw(stage.port, `${post}${end}Content-Length: ${body.length}\r\n\r\n${body}`);
    const pieces = await sendRaw(stage.port, `${post}${end}Transfer-Encoding: chunked\r\n\r\n${chunked}`);
    expect([whole.status, pieces.status]).toEqual([200, 200]);
    expect(stage.upstream.turns()).toHaveLength(2);
  });

  it('N10: a head of more than 16 KiB is refused', async () => {
    await using stage = await startStage({ accounts: [] });
    const answer = await sendRaw(
      stage.port,
      `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\nX-A: ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    expect([answer.status, answer.closed]).toEqual([431, true]);
  });
});
