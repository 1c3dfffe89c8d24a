import type { PoolHealth } from '../features/accounts/health.ts';
import type { WindowLength } from '../features/accounts/usage-windows.ts';

import type { Messages } from './messages.ts';
import { zhAccountDetails } from './zh/account-details.ts';
import { zhAccounts } from './zh/accounts.ts';
import { zhAccountsPage } from './zh/accounts-page.ts';
import { zhBulkImport } from './zh/bulk-import.ts';
import { zhConnect } from './zh/connect.ts';
import { zhConversations } from './zh/conversations.ts';
import { zhDashboardAuth } from './zh/dashboard-auth.ts';
import { zhDiagnostics } from './zh/diagnostics.ts';
import { zhFirstRun } from './zh/first-run.ts';
import { zhForecast } from './zh/forecast.ts';
import { zhKeys } from './zh/keys.ts';
import { zhOverview } from './zh/overview.ts';
import { zhPalette } from './zh/palette.ts';
import { zhPrices } from './zh/prices.ts';
import { zhReports } from './zh/reports.ts';
import { zhRequestDetail } from './zh/request-detail.ts';
import { zhRequests } from './zh/requests.ts';
import { zhRouting } from './zh/routing.ts';
import { zhSettings } from './zh/settings.ts';
import { zhSignIn } from './zh/sign-in.ts';
import { zhSources } from './zh/sources.ts';
import { zhStandstill } from './zh/standstill.ts';
import { zhToasts } from './zh/toasts.ts';

const windowLength: Record<Exclude<WindowLength, 'other'>, string> = {
  'five-hour': '5 小时窗口',
  weekly: '每周窗口',
  monthly: '每月窗口',
};

function health(pool: PoolHealth, backAt: string | null): string {
  switch (pool.kind) {
    case 'empty':
      return '还没有账号。';
    case 'all-ready':
      return pool.total === 1 ? '你的账号已就绪。' : `全部 ${pool.total} 个账号已就绪。`;
    case 'some-ready':
      return `${pool.total} 个账号中有 ${pool.ready} 个就绪。`;
    case 'all-paused':
      return pool.total === 1 ? '你的账号已暂停。' : '所有账号均已暂停。';
    case 'used-up': {
      const subject = pool.total === 1 ? '你的账号额度已用完' : '所有账号的额度均已用完';
      return backAt ? `${subject}，${backAt} 恢复。` : `${subject}。`;
    }
    case 'none-ready':
      return backAt ? `${backAt} 之前没有可用的账号。` : '没有可用的账号。';
  }
}

/** Simplified Chinese. It has no plural; a count of one is worded apart only where that reads better. */
export const zh: Messages = {
  app: {
    name: 'Evenkeel',
    skip: '跳到正文',
    navigation: '页面',
    menu: '菜单',
    groups: { watch: '观察', arrange: '配置', system: '系统' },
    title: (page) => `${page} · Evenkeel`,
    pages: {
      overview: '概览',
      accounts: '账号',
      requests: '活动',
      conversations: '会话',
      reports: '报告',
      routing: '路由',
      keys: '密钥',
      sources: '来源',
      connect: '连接',
      settings: '设置',
      audit: '审计日志',
      diagnostics: '诊断',
      notFound: '未找到',
    },
    notFound: '没有这个页面。',
    backToOverview: '前往概览',
    theme: '主题',
    language: '语言',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    maskEmails: '隐藏邮箱',
    maskEmailsHint: '便于共享屏幕',
  },
  action: {
    copy: '复制',
    copied: '已复制',
    copyFailed: '无法复制：请改为选中文本',
    copyThing: (thing) => `复制${thing}`,
    cancel: '取消',
    close: '关闭',
    dismiss: '忽略',
    retry: '重试',
    reload: '重新加载页面',
  },
  connection: {
    connecting: '正在连接…',
    live: '已连接',
    reconnecting: '正在重新连接…',
    lost: '与 Evenkeel 的连接已断开。所显示的内容可能已过时；会自动重试。',
    neverReached: 'Evenkeel 在此地址没有响应。它在运行吗？会自动重试。',
    outdated: '此页面打开期间，Evenkeel 已更新。',
  },
  error: {
    unreachable: 'Evenkeel 没有响应。就此页面所知，没有任何更改。它还在运行吗？',
    unexpectedAnswer: '此页面无法读取 Evenkeel 的答复。请重新加载页面；它可能比引擎旧。',
    code: '代码',
    requestId: '请求 ID',
  },
  health,
  needOwner: (count) => `${count} 个账号需要你处理。`,
  phase: {
    starting: 'Evenkeel 正在启动。',
    draining: 'Evenkeel 正在停止：进行中的请求可以完成，新请求会被拒绝。',
    stopped: 'Evenkeel 已停止。',
  },
  engine: {
    heading: '引擎',
    address: '地址',
    noAddress: '未监听',
    addressThing: '地址',
    running: '正在进行',
    runningCount: (_count, text) => `${text} 个请求`,
    unlogged: '未记入日志',
    unloggedCount: (_count, text) => `${text} 次拒绝因过于频繁而未记录`,
    upstream: '上游',
    version: '版本',
    vault: '令牌保存位置',
    vaultKinds: { keychain: '系统钥匙串', file: '加密文件', memory: '仅内存' },
    vaultNotice: {
      file: '未使用系统钥匙串：令牌保存在加密文件中。',
      memory: '令牌仅保存在内存中：退出后即丢失，所有账号都需要重新添加。',
    },
  },
  standing: {
    ready: '就绪',
    resting: '短暂休息',
    rate_limited: '达到限额',
    quota_exceeded: '额度已用完',
    paused: '已暂停',
    reauth_required: '需要重新登录',
    deactivated: '已停用',
  },
  window: {
    name: (length, span) => (length === 'other' ? `${span} 窗口` : windowLength[length]),
    left: (percent) => `剩余 ${percent}`,
    unknown: '未知',
    resets: (at, span) => `${at} 重置，还有 ${span}`,
    resetDue: '应已重置；等待最新数据',
    resetUnknown: '重置时间未知',
    evenPace: (percent) => `若均匀使用，现在应剩余 ${percent}`,
    label: (account, name) => `${account}：${name}`,
  },
  ...zhAccountDetails,
  ...zhAccounts,
  ...zhAccountsPage,
  ...zhBulkImport,
  ...zhConnect,
  ...zhConversations,
  ...zhDashboardAuth,
  ...zhDiagnostics,
  ...zhFirstRun,
  ...zhForecast,
  ...zhKeys,
  ...zhOverview,
  ...zhPalette,
  ...zhPrices,
  ...zhReports,
  ...zhRequestDetail,
  ...zhStandstill,
  ...zhRequests,
  ...zhRouting,
  ...zhSettings,
  ...zhSignIn,
  ...zhSources,
  ...zhToasts,
};

export { zhEngine } from './zh/engine.ts';
