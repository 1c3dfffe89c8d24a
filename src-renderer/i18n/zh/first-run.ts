import type { enFirstRun } from '../en-first-run.ts';
import type { Spoken } from '../spoken.ts';

export const zhFirstRun: Spoken<typeof enFirstRun> = {
  firstRun: {
    heading: '三步获得第一个回答',
    steps: '步骤',
    step: { account: '添加账号', connect: '连接你的工具', request: '发送第一个请求' },
    state: { done: '已完成', now: '进行中', later: '待进行' },
    account:
      'Evenkeel 将你的工具发出的请求分配给你自己的多个 ChatGPT 账号；一个账号的额度用完后，由另一个接替。令牌始终保存在本机。',
    more: '你可以随时添加更多账号。',
    connect: '将这台电脑上的程序指向 Evenkeel。每项改动在写入前都会显示给你，并且可以撤销。',
    connected: '已连接，继续',
    other: '其他程序，以及需要复制的内容',
    request: '向你的工具提任意问题。答复者会自动显示在这里。',
    back: '返回工具',
    done: '完成',
    skip: '跳过',
    skipHint: '之后不再显示。其中的全部内容也可以在菜单的各页面中找到。',
  },
};
