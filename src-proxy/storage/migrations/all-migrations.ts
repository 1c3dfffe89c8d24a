import { initial } from './0001-initial.ts';
import { continuity } from './0002-continuity.ts';
import type { Migration } from './migration.ts';

/** In order, numbered from 1 without a gap. */
export const allMigrations: readonly Migration[] = [initial, continuity];
