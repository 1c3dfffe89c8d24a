import { arrayElements, findMembers, stringAt, type Range } from '../../wire/json-scan.ts';

/**
 * Reasoning items are encrypted for the account that produced them; another account refuses the whole request
 * (`invalid_encrypted_content`). When a conversation moves they stay behind, and the visible history goes along.
 * Compaction items are sealed as well but ARE the history: they are left in, and if the upstream refuses them the person
 * is told, rather than the conversation losing its past in silence.
 */

const comma = Buffer.from(',');

interface SealedItem {
  readonly range: Range;
  readonly blob: string;
}

function inputElements(body: Buffer): Range[] {
  const { input } = findMembers(body, ['input']);
  return input === undefined ? [] : arrayElements(body, input);
}

function sealedItem(body: Buffer, range: Range): SealedItem | null {
  const members = findMembers(body, ['type', 'encrypted_content'], range);
  if (stringAt(body, members.type) !== 'reasoning') return null;
  const blob = stringAt(body, members.encrypted_content);
  return blob === null ? null : { range, blob };
}

export function accountBoundBlobs(body: Buffer): string[] {
  return inputElements(body).flatMap((range) => sealedItem(body, range)?.blob ?? []);
}

/** Cuts the foreign items out; those that stay, and all around the list, keep their bytes. `null` when there is nothing to cut. */
export function withoutForeignContent(
  body: Buffer,
  isForeign: (blob: string) => boolean,
): { body: Buffer; removed: string[] } | null {
  const elements = inputElements(body);
  const removed: string[] = [];
  const kept: Range[] = [];
  for (const range of elements) {
    const sealed = sealedItem(body, range);
    if (sealed !== null && isForeign(sealed.blob)) removed.push(sealed.blob);
    else kept.push(range);
  }
  const first = elements[0];
  const last = elements.at(-1);
  if (removed.length === 0 || first === undefined || last === undefined) return null;
  const parts: Buffer[] = [body.subarray(0, first.start)];
  kept.forEach((range, index) => {
    if (index > 0) parts.push(comma);
    parts.push(body.subarray(range.start, range.end));
  });
  parts.push(body.subarray(last.end));
  return { body: Buffer.concat(parts), removed };
}
