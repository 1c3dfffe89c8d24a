// Kept to syntax that any Node parses, because its work is to turn old ones away.
const wanted = [22, 19];

/** A sentence when this Node is too old to run or build Evenkeel, else null. */
export function nodeProblem(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return null;
  return (
    'Evenkeel needs Node ' +
    wanted.join('.') +
    ' or newer, and this is ' +
    version +
    '. ' +
    '`npm ci` brings a Node of its own: start through npm (`npm start`), or put node_modules/.bin first in PATH.'
  );
}
