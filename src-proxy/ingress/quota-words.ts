import type { PoolLimits, PoolUsagePayload, PoolWindow } from '../usage/pool-usage.ts';
import { withInnerMember, withMember } from '../wire/json-edit.ts';
import { findMembers, stringAt } from '../wire/json-scan.ts';

/**
 * The places where the upstream says what is left of one account: a family of headers (`x-codex-primary-used-percent`, …,
 * and the same under the name of each further limit), and `codex.rate_limits` as an event or a frame. Each can be left out,
 * or be said with other figures; every byte beside it stays as it came.
 */

/** What a caller hears there. */
export type ToldQuota = 'as it came' | 'nothing' | PoolUsagePayload;

const quotaType = 'codex.rate_limits';
/** Made once: looked for in every piece of every answer. */
const quotaTypeBytes = Buffer.from(quotaType);

/** Not about what is left: it keeps a conversation together. */
const isOfAccount = /^x-codex-(?!turn-state$)/i;
const windowHeader = /^x-(.+)-(?:primary|secondary)-(?:used-percent|window-minutes|reset-at|reset-after-seconds)$/;
const besideWindows = /^x-codex-credits-|^x-.+-limit-name$/;
const ownId = 'codex';
const planHeader = 'x-codex-plan-type';
const reachedHeader = 'x-codex-rate-limit-reached-type';
const ofOneAccount = new Set([planHeader, reachedHeader, 'x-codex-primary-over-secondary-limit-percent']);

function isQuotaHeader(name: string): boolean {
  if (!name.startsWith('x-')) return false;
  return windowHeader.test(name) || besideWindows.test(name) || ofOneAccount.has(name);
}

/** @param rawHeaders name, value, name, value, …; the same array where nothing in it changes. */
export function quotaHeadAs(rawHeaders: readonly string[], told: () => ToldQuota): readonly string[] {
  if (!rawHeaders.some((part, index) => index % 2 === 0 && isOfAccount.test(part))) return rawHeaders;
  const quota = told();
  if (quota === 'as it came') return rawHeaders;
  if (quota === 'nothing') return pairsBut(rawHeaders, (name) => isOfAccount.test(name) || isQuotaHeader(name));
  const at = rawHeaders.findIndex((part, index) => index % 2 === 0 && isQuotaHeader(part.toLowerCase()));
  if (at === -1) return rawHeaders;
  const behind = rawHeaders.slice(at);
  return [...rawHeaders.slice(0, at), ...headOf(quota, behind), ...pairsBut(behind, isQuotaHeader)];
}

function pairsBut(rawHeaders: readonly string[], isDropped: (name: string) => boolean): string[] {
  return rawHeaders.filter((_part, index) => !isDropped((rawHeaders[index - (index % 2)] ?? '').toLowerCase()));
}

/** The same family with the pool's figures, of the limits that the answer spoke of. */
function headOf(quota: PoolUsagePayload, came: readonly string[]): string[] {
  const names = new Set(came.filter((_part, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  const ids = new Set([...names].flatMap((name) => windowHeader.exec(name)?.[1] ?? []));
  const { credits, additional_rate_limits: additional, rate_limit_reached_type: reached } = quota;
  return [
    ...windowHeaders(ownId, quota.rate_limit),
    ...additional.flatMap((limit) => {
      const id = idOf(limit.metered_feature ?? limit.limit_name);
      if (!ids.has(id)) return [];
      return [...windowHeaders(id, limit.rate_limit), `x-${id}-limit-name`, limit.limit_name];
    }),
    'x-codex-credits-has-credits',
    titled(credits.has_credits),
    'x-codex-credits-unlimited',
    titled(credits.unlimited),
    'x-codex-credits-balance',
    credits.balance,
    ...(reached === null ? [] : [reachedHeader, reached.type]),
    ...(names.has(planHeader) ? [planHeader, quota.plan_type] : []),
  ];
}

function windowHeaders(id: string, { primary_window: primary, secondary_window: secondary }: PoolLimits): string[] {
  const of = (slot: string, window: PoolWindow | null): string[] =>
    window === null
      ? []
      : Object.entries(shownWindow(window)).flatMap(([figure, value]) => [
          `x-${id}-${slot}-${figure.replaceAll('_', '-')}`,
          String(value),
        ]);
  return [...of('primary', primary), ...of('secondary', secondary)];
}

/** A window as headers and events word it. */
function shownWindow({ used_percent, limit_window_seconds, reset_after_seconds, reset_at }: PoolWindow) {
  return { used_percent, window_minutes: Math.ceil(limit_window_seconds / 60), reset_at, reset_after_seconds };
}

/** In headers a limit is called by its feature, with other strokes. */
function idOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** As the upstream writes a truth in a header. */
function titled(truth: boolean): string {
  return truth ? 'True' : 'False';
}

/** True for what has to be looked at event by event; of most pieces of an answer it is not true. */
export function mayTellQuota(piece: Buffer | string): boolean {
  return typeof piece === 'string' ? piece.includes(quotaType) : piece.includes(quotaTypeBytes);
}

/** One whole server-sent event; `null` where the caller is not to hear it. */
export function quotaEventAs(event: Buffer, told: () => ToldQuota): Buffer | null {
  if (!mayTellQuota(event)) return event;
  const lines = dataLinesOf(event);
  const [data] = lines;
  const named = /^event: ?codex\.rate_limits\r?$/m.test(event.toString('utf8'));
  if (!named && typeOf(joined(event, lines)) !== quotaType) return event;
  // Its figures change in one line alone; the upstream writes no other.
  if (data === undefined || lines.length > 1) return told() === 'as it came' ? event : null;
  const json = event.subarray(data.start, data.end);
  const said = quotaJsonAs(json, told());
  if (said === null || said === json) return said === null ? null : event;
  return Buffer.concat([event.subarray(0, data.start), said, event.subarray(data.end)]);
}

/** One frame of a WebSocket; `null` where the caller is not to hear it. */
export function quotaFrameAs(frame: Buffer | string, told: () => ToldQuota): Buffer | string | null {
  if (!mayTellQuota(frame)) return frame;
  const json = Buffer.from(frame);
  if (typeOf(json) !== quotaType) return frame;
  const said = quotaJsonAs(json, told());
  return said === json ? frame : said;
}

/** The same bytes, others, or none. What cannot be read as an object is not handed on as another account's word. */
function quotaJsonAs(json: Buffer, quota: ToldQuota): Buffer | null {
  if (quota === 'as it came') return json;
  if (quota === 'nothing') return null;
  const members = findMembers(json, ['plan_type', 'rate_limits', 'credits', 'metered_limit_name', 'limit_name']);
  const name = stringAt(json, members.metered_limit_name) ?? stringAt(json, members.limit_name);
  const limits = limitsCalled(quota, name);
  if (limits === null) return null;
  const { allowed, limit_reached, primary_window, secondary_window } = limits;
  const inner = members.rate_limits && findMembers(json, ['allowed', 'limit_reached'], members.rate_limits);
  const figures: [string, unknown][] = [
    // What was not there comes to stand before what was.
    ['secondary', secondary_window && shownWindow(secondary_window)],
    ['primary', primary_window && shownWindow(primary_window)],
    ...(inner?.allowed ? [['allowed', allowed] satisfies [string, unknown]] : []),
    ...(inner?.limit_reached ? [['limit_reached', limit_reached] satisfies [string, unknown]] : []),
  ];
  let said: Buffer | null = json;
  for (const [member, value] of figures)
    said = said && withInnerMember(said, 'rate_limits', member, JSON.stringify(value));
  if (members.plan_type) said = said && withMember(said, 'plan_type', JSON.stringify(quota.plan_type));
  const { has_credits, unlimited, balance } = quota.credits;
  if (members.credits) said = said && withMember(said, 'credits', JSON.stringify({ has_credits, unlimited, balance }));
  return said;
}

/** @param name `null` for the account's own limits */
function limitsCalled(
  { rate_limit, additional_rate_limits }: PoolUsagePayload,
  name: string | null,
): PoolLimits | null {
  if (name === null || idOf(name) === ownId) return rate_limit;
  const found = additional_rate_limits.find(({ metered_feature, limit_name }) =>
    [metered_feature, limit_name].some((called) => called !== null && idOf(called) === idOf(name)),
  );
  return found?.rate_limit ?? null;
}

interface DataLine {
  readonly start: number;
  readonly end: number;
}

/** Where an event's data stands, line by line. */
function dataLinesOf(event: Buffer): DataLine[] {
  return [...event.toString('latin1').matchAll(/^data:(.*)$/gm)].map(({ index, 1: data = '' }) => {
    const start = index + 'data:'.length;
    return { start, end: start + data.trimEnd().length };
  });
}

/** The data as a client reads it. */
function joined(event: Buffer, lines: readonly DataLine[]): Buffer {
  return Buffer.from(lines.map(({ start, end }) => event.toString('latin1', start, end)).join('\n'), 'latin1');
}

function typeOf(json: Buffer): string | null {
  return stringAt(json, findMembers(json, ['type']).type);
}
