import { languageFor, type Language, type Spoken } from '../../src-proxy/contract/language.ts';
import { percentFormat } from '../../src-proxy/contract/percent.ts';
import type { Settings } from '../../src-proxy/contract/settings.ts';
import { deSpoken } from '../../src-proxy/contract/spoken/de/spoken.ts';
import type { SpokenWords } from '../../src-proxy/contract/spoken/spoken-words.ts';
import { zhSpoken } from '../../src-proxy/contract/spoken/zh/spoken.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { zh } from './zh-CN.ts';

/** What every language says. English is complete and the measure; one that lacks a sentence does not compile. */
export type Sentences = Spoken<typeof en>;

/** One language: its sentences, and how it writes what stands in them. */
export interface Speech {
  readonly language: Language;
  readonly say: Sentences;
  /** What the engine says, in that language; `null` in English, which the engine speaks itself. */
  readonly engine: SpokenWords | null;
  readonly count: (value: number) => string;
  /** A whole percentage, such as `62%`. @param value from 0 to 100 */
  readonly percent: (value: number) => string;
  /** The same of what is left and of what is used, which make 100 together. */
  readonly percentLeft: (value: number) => string;
  readonly percentUsed: (value: number) => string;
  /** A coarse span, such as `2h 10m`, `3d 4h`, `5m`. Rounds up, and is never less than a minute. */
  readonly span: (ms: number) => string;
  /** A moment as the person's clock shows it, such as `14:03`. */
  readonly clock: (ms: number) => string;
  /** The same, with the day in front where it is another than that of `nowMs`: `Sat 14:03`, `21 Nov 14:03`. */
  readonly moment: (ms: number, nowMs: number) => string;
}

export interface SpeechOptions {
  readonly chosen: Settings['desktopLanguage'];
  /** The languages of the system, most preferred first. Not every one need be well formed: Linux has `C`. */
  readonly systemLanguages: readonly string[];
  /** Left out: the system's. */
  readonly timeZone?: string;
}

const catalogues: Readonly<Record<Language, Sentences>> = { en, de, 'zh-CN': zh };
const engines: Readonly<Record<Language, SpokenWords | null>> = { en: null, de: deSpoken, 'zh-CN': zhSpoken };

const minuteMs = 60_000;
const hourMinutes = 60;
const dayMinutes = 24 * hourMinutes;

export function createSpeech({ chosen, systemLanguages, timeZone }: SpeechOptions): Speech {
  const language = languageFor(chosen, systemLanguages);
  const system = systemLanguages.filter(isWellFormed);
  const locale = localeOf(language, system);
  // Narrow German is `2h 10 Min.`; short English is longer than a menu needs.
  const unitDisplay = language === 'en' ? 'narrow' : 'short';
  const unit = (name: string) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay });
  const [days, hours, minutes] = [unit('day'), unit('hour'), unit('minute')];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const percent = percentFormat(locale);
  const dates = (format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...format, ...(timeZone === undefined ? {} : { timeZone }) });
  const clock = dates({ hour: '2-digit', minute: '2-digit', ...clockOf(system) });
  const [date, weekday, dayAndMonth] = [
    dates({ dateStyle: 'short' }),
    dates({ weekday: 'short' }),
    dates({ day: 'numeric', month: 'short' }),
  ];

  function moment(ms: number, nowMs: number): string {
    if (date.format(ms) === date.format(nowMs)) return clock.format(ms);
    const isNear = ms > nowMs && ms - nowMs < 6 * dayMinutes * minuteMs;
    return `${(isNear ? weekday : dayAndMonth).format(ms)} ${clock.format(ms)}`;
  }

  function span(ms: number): string {
    const total = Math.max(1, Math.ceil(ms / minuteMs));
    const [wholeDays, restMinutes] = [Math.floor(total / dayMinutes), total % dayMinutes];
    const wholeHours = Math.floor(restMinutes / hourMinutes);
    if (wholeDays > 0) return pair(days.format(wholeDays), wholeHours, hours);
    if (wholeHours > 0) return pair(hours.format(wholeHours), restMinutes % hourMinutes, minutes);
    return minutes.format(total);
  }

  return {
    language,
    say: catalogues[language],
    engine: engines[language],
    count: (value) => whole.format(value),
    percent: percent.whole,
    percentLeft: percent.left,
    percentUsed: percent.used,
    span,
    clock: (ms) => clock.format(ms),
    moment,
  };
}

/**
 * The speech of the moment. The language may be changed at any time, in the settings or in those of the system; formats
 * are costly, so they are made anew only then.
 */
export function createSpeaker(options: () => SpeechOptions): () => Speech {
  let known: { readonly key: string; readonly speech: Speech } | null = null;
  return () => {
    const now = options();
    const key = `${now.chosen} ${now.systemLanguages.join(' ')}`;
    if (known?.key !== key) known = { key, speech: createSpeech(now) };
    return known.speech;
  };
}

function pair(large: string, small: number, format: Intl.NumberFormat): string {
  return small === 0 ? large : `${large} ${format.format(small)}`;
}

/** The system's own variety of the language, such as `de-AT`. */
function localeOf(language: Language, system: readonly string[]): string {
  const [primary = ''] = language.split('-');
  const own = system.find((tag) => tag.toLowerCase().split('-')[0] === primary);
  return own ?? (language === 'en' ? 'en-GB' : language);
}

/** Twelve hours or twenty-four, as the system has it. */
function clockOf([first]: readonly string[]): { readonly hourCycle?: 'h11' | 'h12' | 'h23' | 'h24' } {
  if (first === undefined) return {};
  const { hourCycle } = new Intl.DateTimeFormat(first, { hour: 'numeric' }).resolvedOptions();
  return hourCycle === undefined ? {} : { hourCycle };
}

function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
