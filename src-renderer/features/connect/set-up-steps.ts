import type { ClientStatus, SetupCheck, SetupPreview } from '#contract/client-setup.ts';

/** Whether there is something to write into a client's file: also where all is in place and it was turned away all the same. */
export function canChange(
  { state }: Pick<ClientStatus, 'state'>,
  check: Pick<SetupCheck, 'ok'> | null | undefined,
): boolean {
  return state !== 'unreadable' && (state !== 'set-up' || check?.ok === false);
}

/** Whether a change is to be asked for a key: `demanded` before it can be written, `another` where one is in it that may be wrong. */
export function keyQuestionOf({
  needsKey,
  notesSaid = [],
}: Pick<SetupPreview, 'needsKey' | 'notesSaid'>): 'demanded' | 'another' | null {
  if (needsKey === true) return 'demanded';
  return notesSaid.some(({ code }) => code === 'note.key_written') ? 'another' : null;
}
