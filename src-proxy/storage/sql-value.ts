/** What SQLite stores and what crosses to a worker without a deep copy. */
export type SqlValue = string | number | null;
