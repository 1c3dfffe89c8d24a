import { describe, expect, it } from 'vitest';

import { UndoOffer } from './undo-offer.svelte.ts';

function offering() {
  const due: (() => void)[] = [];
  const done: string[] = [];
  const undo = new UndoOffer({ shownMs: 20_000, schedule: (work) => due.push(work) });
  const offer = (text: string) => undo.offer(text, async () => void done.push(text));
  return { undo, offer, due, done };
}

describe('UndoOffer', () => {
  it('takes back the last change, once', async () => {
    const { undo, offer, done } = offering();
    offer('first');
    offer('second');
    await undo.take();
    await undo.take();
    expect(done).toEqual(['second']);
    expect(undo.current).toBeNull();
  });

  it('is withdrawn when its own time is over, not at that of the one before', () => {
    const { undo, offer, due } = offering();
    offer('first');
    offer('second');
    due[0]?.();
    expect(undo.current?.text).toBe('second');
    due[1]?.();
    expect(undo.current).toBeNull();
  });

  it('keeps why a change could not be taken back, until dismissed', async () => {
    const { undo } = offering();
    undo.offer('first', () => Promise.reject(new Error('gone')));
    await undo.take();
    expect(undo.error).toEqual(new Error('gone'));
    undo.dismiss();
    expect(undo.error).toBeNull();
  });

  it('says what failed in place of the offer, until it is sent away', () => {
    const { undo, offer } = offering();
    offer('first');
    undo.fail(new Error('no'));
    expect([undo.current, undo.error]).toEqual([null, new Error('no')]);
    undo.dismiss();
    expect(undo.error).toBeNull();
  });
});
