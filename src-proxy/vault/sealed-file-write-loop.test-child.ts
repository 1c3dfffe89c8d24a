/** Writes tokens for ever, until it is killed. Says so after each write that was acknowledged. */
import { openSealedFileVault } from './sealed-file-vault.ts';
import { tokenSet } from './token-set.test-support.ts';

if (process.argv[3] === 'umask-000') process.umask(0);
const vault = await openSealedFileVault({ dataDir: process.argv[2] ?? '' });
for (let round = 0; process.connected; round++) {
  await vault.put('a', tokenSet(String(round), 2_731));
  process.send?.(round);
}
