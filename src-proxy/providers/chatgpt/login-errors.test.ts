import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { loginFailureOf } from './login-errors.ts';

describe('an error of the sign-in service', () => {
  it.each([
    [{ error: { code: 'a_code', message: 'Words.' } }, 'a_code', 'Words.'],
    [{ error: { error: 'b_code', error_description: 'Words.' } }, 'b_code', 'Words.'],
    [{ error: 'invalid_grant', error_description: 'Words.' }, 'invalid_grant', 'Words.'],
    [{ error_code: 'c_code', message: 'Words.' }, 'c_code', 'Words.'],
    [{ code: 'd_code', message: 'Words.' }, 'd_code', 'Words.'],
    [{ detail: { code: 'e_code', message: 'Words.' } }, 'e_code', 'Words.'],
    [{ detail: 'Words.' }, 'http_400', 'Words.'],
    [{ error: 'Something, in words.' }, 'http_400', 'Something, in words.'],
    [{}, 'http_400', 'The sign-in service answered with HTTP 400.'],
    ['<html>', 'http_400', 'The sign-in service answered with HTTP 400.'],
  ])('%j', (body, code, message) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(loginFailureOf(400, text)).toEqual({ code, message, statusCode: 400, passing: false });
  });

  it('quotes no code, no verifier and no token', () => {
    const words = 'code=abcdef code_verifier=ghijkl refresh_token=mnopqr eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.sig';
    const { message } = loginFailureOf(400, JSON.stringify({ error: 'x', error_description: words }));
    for (const secret of ['abcdef', 'ghijkl', 'mnopqr', 'eyJ']) expect(message).not.toContain(secret);
  });

  it('of 429 and 5xx may pass; whatever comes is read', () => {
    expect(loginFailureOf(503, '').passing).toBe(true);
    expect(loginFailureOf(429, '').passing).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.oneof(fc.json(), fc.string()), (status, text) => {
        expect(loginFailureOf(status, text).code).toMatch(/^[\w.-]{1,64}$/);
      }),
    );
  });
});
