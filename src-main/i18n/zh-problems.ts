import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enProblems } from './en-problems.ts';
import { startReason } from './start-code.ts';
import { zhStartReasons } from './zh-start-reasons.ts';

export const zhProblems: Spoken<typeof enProblems> = {
  start: {
    failed: 'Evenkeel 无法启动',
    reason: (code, message) => startReason(zhStartReasons, code, message),
    portTaken: (port) => `端口 ${port} 已被占用`,
    portTakenBy: (port, holder) => `端口 ${port} 已被 ${holder} 占用`,
    process: (pid) => `进程 ${pid}`,
    program: (name, pid) => `${name}（进程 ${pid}）`,
    anotherEvenkeel: (dashboard) => `另一个 Evenkeel 已在该端口运行；其控制台位于 ${dashboard}。`,
    anotherEvenkeelOf: (pid, dashboard) => `另一个 Evenkeel（进程 ${pid}）已在该端口运行；其控制台位于 ${dashboard}。`,
    quitHolder: '请退出该程序后重试，或让 Evenkeel 使用其他端口。',
    unknownHolder: '系统没有说明是哪个程序占用了它。',
    unreachable: '在该端口空出之前，已设置为使用它的程序无法连接 Evenkeel。',
    tryAgain: '重试',
    otherPort: '使用其他端口…',
    later: '稍后',
    quit: '退出',
    useOther: (port) => `在 Evenkeel 退出之前使用端口 ${port}？`,
    useOtherDetail: (free, wanted) =>
      `端口 ${free} 可用。已设置为使用端口 ${wanted} 的程序在那里找不到 Evenkeel；请从控制台重新复制配置。下次启动会再次尝试端口 ${wanted}。`,
    usePort: (port) => `使用端口 ${port}`,
    back: '返回',
  },
  withoutTray: {
    goesOn: 'Evenkeel 继续运行',
    comeBack:
      '此桌面环境不显示它的托盘图标。要再次打开窗口，请再次启动 Evenkeel。在 GNOME 上，扩展“AppIndicator and KStatusNotifierItem Support”可显示该图标。',
  },
  failed: {
    ok: '好',
    account: {
      'use-only': (name) => `无法改为仅使用 ${name}`,
      pause: (name) => `无法暂停 ${name}`,
      resume: (name) => `无法恢复 ${name}`,
      probe: (name) => `无法用 ${name} 发送极小的请求`,
      'refresh-usage': (name) => `无法刷新 ${name} 的数据`,
      'use-reset': (name) => `无法打开 ${name} 的重置`,
      'sign-in': (name) => `无法打开 ${name} 的登录`,
      'copy-email': (name) => `无法复制 ${name} 的邮箱`,
      details: (name) => `无法打开 ${name} 的详情`,
    },
    usageOfMany: (text) => `无法刷新 ${text} 个账号的数据`,
    useAll: '无法重新使用其他账号',
    pauseProxy: '无法暂停 Evenkeel',
    resumeProxy: '无法恢复 Evenkeel',
    hideEmails: '无法更改是否隐藏邮箱',
    atLogin: '无法更改登录时启动',
    atLoginUnapproved: 'macOS 尚未允许 Evenkeel 在登录时启动',
    logFolder: '无法打开日志文件夹',
    lineBreak: '路径中含有换行符，无法在登录时启动。',
  },
};
