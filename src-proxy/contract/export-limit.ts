/** At most so many entries, newest first, are in one export; the header `x-evenkeel-export-limit` says so. */
export const exportLimit = 100_000;
