import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enQuit } from './en-quit.ts';

export const zhQuit: Spoken<typeof enQuit> = {
  quit: {
    running: (_count, text) => `还有 ${text} 个请求进行中`,
    detail: '立即退出会中断这些请求。在 Evenkeel 等待它们结束期间，不会接受新的请求。',
    wait: (_count, text) => `等待 ${text} 个请求`,
    now: '立即退出',
    restartNow: '立即重启',
    cancel: '取消',
    waiting: (_count, text) => `${text} 个请求结束后退出`,
    stay: '取消退出',
  },
};
