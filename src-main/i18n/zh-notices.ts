import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enNotices } from './en-notices.ts';

export const zhNotices: Spoken<typeof enNotices> = {
  notices: {
    needsSignIn: (name) => `${name} 需要重新登录`,
    needsSignInBody: '重新登录之前，该账号不处理任何请求。',
    low: (name, percent) => `${name}：剩余 ${percent}`,
    lowBody: (window) => `${window}。`,
    lowBodyResets: (window, span) => `${window}，${span}后重置。`,
    reset: (name) => `${name} 又有额度了`,
    resetBody: (window, percent) => `${window}：剩余 ${percent}。`,
    allCooling: '目前没有可用的账号',
    allCoolingBody: '所有账号均已达到限额。',
    allCoolingBodyBack: (span) => `所有账号均已达到限额。最早的一个将在 ${span}后恢复。`,
    runsOut: '账号池即将耗尽',
    runsOutBody: (span) => `按当前速度，${span}后将没有剩余额度。`,
    updateFound: 'Evenkeel 有新版本',
    updateFoundBody: (version) => `版本 ${version}。可从托盘菜单下载。`,
    updateReady: '更新已就绪',
    updateReadyBody: '请在托盘菜单中选择“重新启动”。如有请求正在进行，会先询问您。',
    updateMissed: (version) => `更新 ${version} 未能安装`,
    updateMissedBody: 'Evenkeel 照旧运行。',
    moved: (name) => `一个请求已转给 ${name}`,
    movedBody: (name) => `${name} 无法处理该请求。Evenkeel 已自动继续。`,
  },
};
