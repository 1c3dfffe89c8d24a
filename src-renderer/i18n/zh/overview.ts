import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

import type { enOverview } from '../en-overview.ts';
import type { Spoken } from '../spoken.ts';

const timeframes: Record<OverviewTimeframe, string> = { '1d': '24 小时', '7d': '7 天', '30d': '30 天' };

export const zhOverview: Spoken<typeof enOverview> = {
  overview: {
    heading: '流量概况',
    loading: '正在汇总数据…',
    timeframe: '时间范围',
    timeframes,
    requests: '请求',
    runningNow: (count) => `${count} 个正在进行`,
    cancelled: (count) => `${count} 个由客户端结束`,
    tokens: 'Token 数',
    fromCache: (tokens, percent) => `${tokens} 来自缓存，占输入的 ${percent}`,
    noCache: '没有来自缓存的',
    cost: '费用',
    costHint: '按价目表折算的费用',
    unpriced: (_count, text) => `不含 ${text} 个价格未知的请求`,
    errorRate: '错误率',
    noErrors: '没有失败的请求',
    errors: (_count, text) => `${text} 个请求失败`,
    topError: '最常见：',
    conversations: '活跃会话',
    conversationsHint: (timeframe) => `最近 ${timeframes[timeframe]}内有请求`,
    conversationsLink: '查看会话',
    unknown: '–',
    change: (found, percent, timeframe) => {
      const before = `此前 ${timeframes[timeframe]}`;
      switch (found.kind) {
        case 'more':
          return `▲ 比${before}多 ${percent}`;
        case 'less':
          return `▼ 比${before}少 ${percent}`;
        case 'same':
          return `与${before}相同`;
        case 'new':
          return `▲ ${before}没有`;
      }
    },
    pointChange: (found, points, timeframe) => {
      const before = `此前 ${timeframes[timeframe]}`;
      if (found.kind === 'same') return `与${before}相同`;
      return found.kind === 'more' ? `▲ 比${before}高 ${points} 个百分点` : `▼ 比${before}低 ${points} 个百分点`;
    },
    nothingToCompare: '尚无可比较的数据',
    spark: (name, least, most, last) => `${name}随时间的变化：介于 ${least} 与 ${most} 之间，最近为 ${last}`,
    showTable: '显示为表格',
    hideTable: '隐藏表格',
    tableCaption: (timeframe) => `最近 ${timeframes[timeframe]}的流量`,
    columns: {
      from: '起始时间',
      requests: '请求',
      errors: '失败',
      tokens: 'Token 数',
      cached: '来自缓存',
      cost: '费用',
    },
    allAccounts: '账号的全部信息',
  },
};
