import type { AccountStatus } from '../../src-proxy/contract/account.ts';
import type { ClientId } from '../../src-proxy/contract/client-setup.ts';
import type { ClientLook } from '../tray/client-menu.ts';
import type { AccountVerb } from '../tray/tray-item.ts';
import type { Sentences } from './speech.ts';
import { zhMenu } from './zh-menu.ts';
import { zhNotices } from './zh-notices.ts';
import { zhProblems } from './zh-problems.ts';
import { zhQuit } from './zh-quit.ts';

const status: Record<AccountStatus, string> = {
  active: '就绪',
  rate_limited: '达到限额',
  quota_exceeded: '额度已用完',
  paused: '已暂停',
  reauth_required: '需要重新登录',
  deactivated: '已停用',
};

const results: Record<AccountVerb, string> = {
  'use-only': '仅用此账号',
  pause: '暂停',
  resume: '恢复',
  probe: '极小的请求',
  'refresh-usage': '数据',
  'use-reset': '重置',
  'sign-in': '登录',
  'copy-email': '邮箱',
  details: '详情',
};

const clientName: Record<ClientId, string> = { codex: 'Codex CLI', opencode: 'OpenCode' };

const clientLook: Record<ClientLook, string> = {
  'not-found': '未找到',
  'not-set-up': '未设置',
  'set-up': '已设置',
  drifted: '此后有改动',
  elsewhere: '已设置为连接别处',
  unreadable: '未作改动',
};

/** Simplified Chinese. It has no plural. The words are those of the dashboard. */
export const zh: Sentences = {
  tray: {
    starting: '正在启动…',
    running: (address) => `运行中 · ${address}`,
    paused: (address) => `已暂停 · ${address}`,
    notRunning: (problem) => `未运行 · ${problem}`,
    quitting: '正在退出…',
    quittingWith: (_count, text) => `正在退出 · 还有 ${text} 个请求进行中`,
    accountsReady: (ready, _count, text) => `${text} 个账号中有 ${ready} 个就绪`,
    iconPercent: {
      pool: (percent) => `账号池剩余 ${percent}`,
      lowest: (percent) => `至少剩余 ${percent}`,
      short: (percent) => `短窗口：至少剩余 ${percent}`,
      week: (percent) => `每周窗口：至少剩余 ${percent}`,
      month: (percent) => `每月窗口：至少剩余 ${percent}`,
    },
    tryAgain: '重试',
    otherPort: '使用其他端口…',
    noAccounts: '还没有账号',
    moreAccounts: (text) => `控制台中还有 ${text} 个`,
    needingAmong: (more, _count, text) => `${more} · ${text} 个需要处理`,
    pauseProxy: '暂停 Evenkeel',
    resumeProxy: '恢复 Evenkeel',
    useAll: '重新使用全部账号',
    addAccount: '添加账号…',
    refreshAll: '立即刷新数据',
    refreshingAll: '正在刷新数据…',
    openDashboard: '打开控制台',
    copy: '为其他程序复制',
    copyAddress: '地址',
    atLogin: '登录时启动',
    approveAtLogin: '请在“系统设置 > 通用 > 登录项”中允许',
    hideEmails: '隐藏邮箱',
    openLogs: '打开日志文件夹',
    quit: '退出',
    quitNow: '立即退出',
  },
  pool: {
    left: (percent) => `账号池剩余 ${percent}`,
    runsDry: (span) => `按当前速度，${span}后耗尽`,
    first: (name) => `先用 ${name}`,
    dry: '已耗尽',
    dryUntil: (span) => `已耗尽 · ${span}后恢复`,
  },
  window: {
    short: '短窗口',
    ofLength: (span, _wholeHours) => `${span}窗口`,
    week: '每周窗口',
    month: '每月窗口',
    left: (percent) => `剩余 ${percent}`,
    leftOfWeek: (percent) => `本周剩余 ${percent}`,
    leftOfMonth: (percent) => `本月剩余 ${percent}`,
    resets: (left, span) => `${left} · ${span}后重置`,
    line: (name, left) => `${name}：${left}`,
  },
  account: {
    status,
    back: (standing, span) => `${standing} · ${span}后恢复`,
    unknown: '剩余额度未知',
    unknownLine: '剩余额度未知',
    figuresNow: '数据为刚刚获取',
    figuresAge: (span) => `数据为 ${span}前获取`,
    disagrees: (upstream) => `上游的说法不同：${upstream}`,
    resting: (span) => `短暂休息 · ${span}后恢复`,
    backAtLatest: (span) => `最迟 ${span}后恢复`,
    actions: {
      'use-only': '仅用此账号',
      pause: '暂停',
      resume: '恢复',
      probe: '发送一个极小的请求',
      'refresh-usage': '立即刷新数据',
      'use-reset': '使用一次重置…',
      'sign-in': '重新登录…',
      'copy-email': '复制邮箱',
      details: '重命名、导出、移除…',
    },
    useAgain: '立即重试',
    underWay: {
      'use-only': '正在改为仅用此账号…',
      pause: '正在暂停…',
      resume: '正在恢复…',
      probe: '正在等待答复…',
      'refresh-usage': '正在刷新数据…',
      'use-reset': '正在打开重置…',
      'sign-in': '正在打开登录…',
      'copy-email': '正在复制邮箱…',
      details: '正在打开详情…',
    },
    result: (verb, at, text) => `${results[verb]} ${at}：${text}`,
    gone: '已不存在的账号',
    none: '无账号',
  },
  probe: {
    answered: '已答复',
    noAnswer: '没有答复',
    refused: (httpStatus) => `被拒绝，HTTP ${httpStatus}`,
    used: (window, after) => `${window}已用 ${after}`,
    usedSince: (window, before, after) => `${window}已用 ${before} → ${after}`,
    now: (standing) => `现为${standing}`,
    parts: (parts) => parts.join('，'),
  },
  request: {
    ok: '成功',
    cancelled: '已取消',
    failed: '失败',
    failedWith: (httpStatus) => `失败 ${httpStatus}`,
    attempt: (account, reason) => `${account}：${reason}`,
    thenFailed: (attempt, code) => `${attempt} · 随后：${code}`,
    not: (account, reason) => `未选 ${account}：${reason}`,
    more: (text) => `还有 ${text} 个`,
    details: '在控制台查看详情',
  },
  clients: {
    heading: '设置程序',
    line: (id, look) => `${clientName[id]} · ${clientLook[look]}`,
    undo: (id) => `撤销 ${clientName[id]} 的改动…`,
    all: '在控制台设置 Codex 等程序…',
  },
  updates: {
    check: '检查更新',
    noneAt: (at) => `检查更新 · ${at} 没有更新`,
    failedAt: (at) => `检查更新 · ${at} 失败`,
    checking: '正在检查更新…',
    download: (version) => `下载版本 ${version}`,
    downloading: (version, percent) => `正在下载版本 ${version} · ${percent}`,
    restart: (version) => `重新启动以更新到 ${version}`,
  },
  ...zhMenu,
  ...zhNotices,
  ...zhProblems,
  ...zhQuit,
};
