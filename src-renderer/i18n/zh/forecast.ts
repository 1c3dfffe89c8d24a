import type { WindowForecast } from '#contract/forecast.ts';

import type { enForecast } from '../en-forecast.ts';
import type { Spoken } from '../spoken.ts';

const ofWindow: Record<WindowForecast['window'], string> = {
  primary: '所有 5 小时窗口合计，按套餐加权。',
  secondary: '所有每周窗口合计，按套餐加权。',
  monthly: '所有每月窗口合计，按套餐加权。',
};

export const zhForecast: Spoken<typeof enForecast> = {
  forecast: {
    heading: '账号池剩余额度',
    unknown: '尚未得知剩余额度',
    left: (percent) => `剩余 ${percent}`,
    ofWindow: (window) => ofWindow[window],
    runsDry: (at) => `按当前速度，${at} 耗尽`,
    lasts: '按当前速度，可用到重置',
    paceUnknown: '为时尚早，无法判断速度',
    dry: '已耗尽',
    backAt: (at) => `${at} 恢复`,
    backUnknown: '恢复时间未知',
    next: (name) => `接下来使用：${name}`,
    nextAt: (name, at) => `接下来使用：${name}，${at}`,
    unknownAccounts: (count) => `${count} 个账号的情况未知`,
    choose: '选择下一个账号',
    stale: '预测未能更新；这是最近一次的结果。',
    runsOut: (at) => `按当前速度，${at} 用完`,
  },
};
