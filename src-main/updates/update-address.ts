/** What the build wrote into the package about itself. */
export interface BuildRecord {
  /** The text of `app-update.yml`, beside the archive. */
  readonly addressFile: string;
  /** The text of the `package.json` in the archive. The release workflow adds `isSigned` where it has a certificate. */
  readonly manifest: string;
}

/**
 * Whether an update that this package fetches can be held against more than a digest from the same place (E11), and put in
 * place at all.
 * On Windows the updater checks a signature only against the publisher that the address file names, and an unsigned build
 * has none: nothing then proves who made what would be run. macOS asks that the update is signed as the running app is, which
 * one that nobody in particular has signed never is: every try would fail. On Linux digest and https are all there is.
 */
export function canVerifyUpdates(platform: NodeJS.Platform, { addressFile, manifest }: BuildRecord): boolean {
  if (platform === 'darwin') return saysSigned(manifest);
  return platform !== 'win32' || /^publisherName:[ \t]*(?!null\b|\[\])(?:\S|\r?\n[ \t]*- \S)/mu.test(addressFile);
}

function saysSigned(manifest: string): boolean {
  try {
    const words: unknown = JSON.parse(manifest);
    return typeof words === 'object' && words !== null && 'isSigned' in words && words.isSigned === true;
  } catch {
    return false;
  }
}
