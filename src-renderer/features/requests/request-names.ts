import { sourceIdAt, sourcePlace } from '#contract/source-place.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import type { ChoiceField } from '../../state/request-filter.ts';
import { accountName } from './account-name.ts';

type Names = Pick<Dashboard, 'live' | 'facts' | 'preferences'>;

/** Of what is long gone, so much of its id. */
const shownOfId = 8;

/** An account's name, or a model source's where one stands among accounts. */
export function placeName(names: Names, place: string | null): string {
  const { live, facts, preferences } = names;
  const sourceId = place === null ? null : sourceIdAt(place);
  if (sourceId === null) return preferences.shown(accountName(place, live.account(place)));
  if (facts.sources === null) return messages.requests.source;
  return preferences.shown(facts.sourceName(sourceId) ?? messages.requests.removedSource);
}

/** Who answered, or was the last to be tried. */
export function answeredBy(names: Names, { accountId, sourceId }: Pick<RequestLogEntry, 'accountId' | 'sourceId'>) {
  return placeName(names, sourceId === null ? accountId : sourcePlace(sourceId));
}

/** A value to filter by, as a person knows it. */
export function choiceName(names: Names, field: ChoiceField, value: string): string {
  const { live, facts, preferences } = names;
  if (value === '') return messages.requestTools.noneOf[field];
  switch (field) {
    case 'accountId':
      return live.account(value)
        ? placeName(names, value)
        : `${messages.requests.removedAccount} ${value.slice(0, shownOfId)}`;
    case 'sourceId':
      return placeName(names, sourcePlace(value));
    case 'apiKeyId':
      return preferences.shown(facts.keyName(value) ?? value.slice(0, shownOfId));
    case 'status':
      return statusName(value);
    default:
      return preferences.shown(value);
  }
}

function statusName(value: string): string {
  const known: Readonly<Record<string, string>> = messages.requests.status;
  return known[value] ?? value;
}
