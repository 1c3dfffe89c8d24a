import type { RequestLogEntry } from '#contract/request-log.ts';

import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import { affinityText } from './affinity-text.ts';
import { answeredBy, placeName } from './request-names.ts';

type Words = Pick<Dashboard, 'live' | 'facts' | 'preferences' | 'format'>;

/** What is to be said of a request line by line: names and values, without what nobody knows. */
export function detailLines(dashboard: Words, request: RequestLogEntry): readonly (readonly [string, string])[] {
  const { preferences, format, live } = dashboard;
  const t = messages.detail;
  const place = affinityText(request, {
    nameOf: (accountId) => placeName(dashboard, accountId),
    count: (value) => format.count(value),
  });
  const key = request.apiKeyName ?? request.apiKeyId;
  const email = live.account(request.accountId)?.email ?? null;
  const account = answeredBy(dashboard, request);
  const lines: readonly (readonly [string, string | null])[] = [
    [t.time, format.exactTime(Date.parse(request.requestedAt))],
    [t.path, `${request.method} ${request.path} (${request.transport})`],
    [t.kind, request.requestKind],
    [t.model, request.model],
    [t.effort, request.reasoningEffort],
    [t.tier, request.serviceTier],
    [t.account, email === null || email === account ? account : preferences.shown(`${account} (${email})`)],
    [t.key, key === null ? null : preferences.shown(key)],
    [t.statusCode, request.statusCode === null ? t.clientGone : String(request.statusCode)],
    [t.affinity, place],
    [t.client, request.useragent === null ? null : preferences.shown(request.useragent)],
    [t.clientIp, request.clientIp],
  ];
  return lines.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
