/** A child process that restores a backup and is killed behind the step that it is told. */
import { restoreBackup } from './restore-backup.ts';

const [file, dataDir, killedBehind] = process.argv.slice(2);
if (file === undefined || dataDir === undefined) throw new Error('usage: restore-killed.fixture.ts FILE DATA_DIR STEP');

await restoreBackup({
  file,
  dataDir,
  nowMs: () => 0,
  logger: { error: console.error, warn: console.error, info() {}, debug() {} },
  openSecrets: () => Promise.resolve(),
  finish: () => Promise.resolve(),
  onStep: (step) => {
    if (step === killedBehind) process.kill(process.pid, 'SIGKILL');
  },
});
