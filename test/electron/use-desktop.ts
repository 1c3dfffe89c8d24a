import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

import { DesktopStage } from './desktop-stage.ts';
import { OwnDisplay } from './own-display.ts';
import { buildWhenStale } from './runtime.ts';

/** Call once in a test file: a display for all its tests, and for each of them a stage, which `take` is handed. */
export function useDesktop(take: (stage: DesktopStage) => void): void {
  let display: OwnDisplay;
  let stage: DesktopStage;

  beforeAll(async () => {
    await buildWhenStale();
    display = await OwnDisplay.open();
  });
  afterAll(() => display[Symbol.asyncDispose]());
  beforeEach(async () => {
    stage = await DesktopStage.open(display);
    take(stage);
  });
  afterEach(() => stage[Symbol.asyncDispose]());
}
