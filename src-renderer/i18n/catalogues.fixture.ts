import type { Language } from '#contract/language.ts';

type Samples = readonly (readonly unknown[])[];

/** Names, words of a protocol, and formats: the same in every language. */
const everywhere = [
  'Evenkeel',
  '· Evenkeel',
  'HTTP',
  'CSV',
  'JSON',
  'MiB',
  'Codex',
  'OpenCode',
  'CLIProxyAPI',
  'Sub2API',
  'codex-lb',
  'Responses',
  'evenkeel dashboard reset-password',
  // The values of reasoning effort and of service tier, as a request writes them.
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
  'ultra',
  'auto',
  'default',
  'priority',
  'flex',
  'fast',
  'ultrafast',
];

/** What a catalogue may have in common with the English one, word for word. Arguments are left out of a sentence. */
export const sameInBoth: Readonly<Record<Exclude<Language, 'en'>, ReadonlySet<string>>> = {
  de: new Set([
    ...everywhere,
    'Tokens',
    'Tokens/s',
    'Name',
    'Status',
    'Client',
    'Version',
    'System',
    'Live',
    'Dashboard',
    'Filter',
    'Debug',
    // “in 2 hours”, “in 5 days”: the span comes with its own words.
    'in',
    ', in',
  ]),
  'zh-CN': new Set([...everywhere, 'Ctrl']),
};

const each = (...texts: readonly string[]): Samples => texts.map((text) => [text]);

const timeframes = ['1d', '7d', '30d'];
const windows = each('primary', 'secondary', 'monthly');
const found = (kinds: readonly string[]): Samples =>
  kinds.flatMap((kind) => timeframes.map((timeframe) => [{ kind }, '‹figure›', timeframe]));

/** For sentences that take more than plain texts and counts: what they are called with. */
export const samples: Readonly<Record<string, Samples>> = {
  health: ['empty', 'all-ready', 'some-ready', 'used-up', 'all-paused', 'none-ready'].flatMap((kind) =>
    [1, 37].flatMap((total) => [null, '‹at›'].map((backAt) => [{ kind, total, ready: 5 }, backAt])),
  ),
  'window.name': each('five-hour', 'weekly', 'monthly', 'other').map(([length]) => [length, '‹span›']),
  'add.summary': [
    [1, 2, 3, 4],
    [0, 0, 5, 0],
  ],
  'bulk.summary': [
    [{ new: 1, updates: 5, older: 2, duplicate: 1, unreadable: 1 }],
    [{ new: 0, updates: 0, older: 0, duplicate: 4, unreadable: 0 }],
  ],
  'bulk.found': [[null], [1], [37]],
  'diagnostics.tests.ended': [
    [0, 0, '‹failed›', '‹warned›'],
    [1, 0, '‹failed›', '‹warned›'],
    [2, 3, '‹failed›', '‹warned›'],
  ],
  'forecast.ofWindow': windows,
  'keys.limits.name': ['requests', 'total_tokens', 'input_tokens', 'output_tokens', 'cost_usd'].flatMap((type) =>
    ['5h', 'daily', 'weekly', 'monthly'].flatMap((window) => [null, '‹model›'].map((model) => [type, window, model])),
  ),
  'keys.limits.used': ['requests', 'total_tokens', 'input_tokens', 'output_tokens', 'cost_usd'].map((type) => [
    type,
    '‹current›',
    '‹most›',
  ]),
  'overview.change': found(['more', 'less', 'same', 'new']),
  'overview.pointChange': found(['more', 'less', 'same']),
  'overview.conversationsHint': each(...timeframes),
  'overview.tableCaption': each(...timeframes),
  'reports.comparison.percent': ['amount', 'time'].flatMap((words) =>
    ['more', 'less'].map((kind) => [words, kind, '‹percent›', '‹before›']),
  ),
  'reports.comparison.rate': ['more', 'less'].map((kind) => [kind, '‹before›']),
  'reports.charts.parts': [['‹day›', ['‹one›', '‹two›']]],
  'setup.name': each('codex', 'opencode'),
  'setup.state': each('not-set-up', 'set-up', 'drifted', 'elsewhere', 'unreadable'),
};
