import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { createPasswordHashes } from './password-hash.ts';

describe('passwords as they are kept', () => {
  const hashes = createPasswordHashes(randomBytes);

  it('are hashed with scrypt at OWASP cost, each with a salt of its own', async () => {
    const [one, two] = await Promise.all([hashes.hash('correct horse'), hashes.hash('correct horse')]);
    expect(one).toMatch(/^scrypt\$17\$8\$1\$/);
    expect(one).not.toBe(two);
    expect(one).not.toContain('correct');
    expect(await hashes.verify('correct horse', one)).toBe(true);
    expect(await hashes.verify('correct horsf', one)).toBe(false);
  });

  it('A7: nothing kept, or something that is no hash, is nobody’s password', async () => {
    for (const kept of [null, '', 'scrypt$17$8$1$$', 'plain text']) expect(await hashes.verify('', kept)).toBe(false);
  });

  it('however its letters are composed, it is the same password', async () => {
    const kept = await hashes.hash('Zürich-Zürich');
    expect(await hashes.verify('Zürich-Zürich'.normalize('NFD'), kept)).toBe(true);
  });

  it('a crowd is sent away and not queued without end', async () => {
    const cheap = createPasswordHashes(randomBytes, { logN: 10, blockSize: 8, parallel: 1 });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => cheap.verify('x', null)));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  });
});
