import type { ClientId, SetupState } from '#contract/client-setup.ts';

import type { enConnect } from '../en-connect.ts';
import type { Spoken } from '../spoken.ts';

const state: Record<SetupState, string> = {
  'not-set-up': '未设置',
  'set-up': '已设置',
  drifted: '需要查看',
  elsewhere: '已设置为连接别处',
  unreadable: '未作改动',
};

const name: Record<ClientId, string> = { codex: 'Codex CLI 和 IDE 扩展', opencode: 'OpenCode' };

export const zhConnect: Spoken<typeof enConnect> = {
  setup: {
    heading: '在这台电脑上',
    intro: 'Evenkeel 可以写入程序所需的几行配置，保留原文件的副本，并可随时移除这些配置。',
    name: (id) => name[id],
    state: (shown) => state[shown],
    notFound: '未找到',
    file: (path) => `文件：${path}`,
    goesTo: (endpoint) => `连接到 ${endpoint}`,
    show: '显示改动',
    update: '修正',
    undo: '撤销',
    verify: '试一试',
    showOf: (client) => `显示改动：${client}`,
    updateOf: (client) => `修正 ${client}`,
    undoOf: (client) => `撤销 ${client} 的改动`,
    verifyOf: (client) => `试一试：${client} 的连接`,
    trying: '正在尝试…',
    changeHeading: (client) => `${client} 的改动`,
    undoHeading: (client) => `撤销 ${client} 的改动`,
    loading: '正在读取其文件…',
    nothing: '没有需要改动的内容。',
    key: '此程序的 API 密钥',
    keyHint: '它只写入该程序自己的文件。',
    keyInstead: '改动中已有一个密钥。在此填写另一个即可取代它。',
    showWithKey: '用此密钥显示改动',
    diff: '逐行改动',
    added: '新增',
    removed: '移除',
    apply: '写入',
    takeOut: '撤销这些改动',
    form: 'Codex 指向此处的方式',
    forms: {
      'built-in': '使用内置提供方：保留会话',
      provider: '作为单独的提供方：也适用于旧版本',
    },
    copyDiff: '改动',
    backup: '文件的当前副本会一直保留，直到你撤销改动。',
    recovery: '即使将来 Evenkeel 不在了，这些配置行中也写明了如何撤销；“evenkeel setup --restore” 同样可以完成。',
    others: '其他程序',
    othersIntro: '这里不会写入任何内容：请复制所需部分。',
  },
};
