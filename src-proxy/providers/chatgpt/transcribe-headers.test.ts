import { describe, expect, it } from 'vitest';

import { transcribeHeaders } from './transcribe-headers.ts';

describe('upstream 2.6: headers for transcriptions', () => {
  it('keeps the few that are taken, in their order and spelling', () => {
    const headers = [
      'Authorization',
      'Bearer x',
      'X-Codex-A',
      '1',
      'x-request-id',
      'r',
      'USER-AGENT',
      'u',
      'cookie',
      'c',
    ];
    expect(transcribeHeaders(headers)).toEqual(['Authorization', 'Bearer x', 'X-Codex-A', '1', 'USER-AGENT', 'u']);
  });
});
