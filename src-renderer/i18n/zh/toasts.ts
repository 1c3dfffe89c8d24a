import type { enToasts } from '../en-toasts.ts';
import type { Spoken } from '../spoken.ts';

export const zhToasts: Spoken<typeof enToasts> = {
  toasts: {
    region: '消息',
    needsSignIn: (name) => `${name} 需要你处理：必须重新登录。`,
    back: (name) => `${name} 又有额度了，重新接受请求。`,
    moved: (from, to) => `${from} 无法处理一个请求，已由 ${to} 处理。`,
    why: '原因',
    signIn: '重新登录',
    dismiss: (text) => `关闭：${text}`,
  },
};
