/**
 * Whether an update that this package fetches can be held against more than a digest from the same place (E11).
 * On Windows the updater checks a signature only against the publisher that the address file names, and an unsigned build
 * has none: nothing then proves who made what would be run. macOS refuses what is not signed as the running app is; on Linux
 * digest and https are all there is.
 * @param addressFile the text of `app-update.yml`, which the build wrote beside the archive.
 */
export function canVerifyUpdates(platform: NodeJS.Platform, addressFile: string): boolean {
  return platform !== 'win32' || /^publisherName:[ \t]*(?!null\b|\[\])(?:\S|\r?\n[ \t]*- \S)/mu.test(addressFile);
}
