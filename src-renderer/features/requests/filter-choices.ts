import type { RequestLogOptions } from '#contract/request-log.ts';

import type { ChoiceField } from '../../state/request-filter.ts';

/** Pure. What can be chosen of a field: what the log holds, what is chosen already, and at the end "none". */
export function filterChoices(
  field: ChoiceField,
  options: RequestLogOptions | null,
  chosen: readonly string[],
): readonly string[] {
  const known = options === null ? [] : valuesOf(field, options);
  const all = new Set([...known, ...chosen]);
  all.delete('');
  // Where no request has any, "none" would be all of them; and no request is without a status.
  const hasNone = chosen.includes('') || (all.size > 0 && field !== 'status');
  return [...all, ...(hasNone ? [''] : [])];
}

function valuesOf(field: ChoiceField, options: RequestLogOptions): readonly string[] {
  switch (field) {
    case 'accountId':
      return options.accountIds;
    case 'apiKeyId':
      return options.apiKeys.map(({ id }) => id);
    case 'model':
      return options.models;
    case 'client':
      return options.clients;
    case 'sourceId':
      return options.sourceIds;
    case 'status':
      return options.statuses;
    case 'errorCode':
      return options.errorCodes;
  }
}
