import type { EngineWords } from '../engine-words.ts';

/** What the diagnostics bundle holds, in simplified Chinese. */
export const zhBundle: EngineWords['bundle'] = {
  files: {
    'README.txt': '本清单。',
    'versions.json': 'Evenkeel、Node 和系统的版本。',
    'settings.json': '生效的每项设置及其值的来源；不含密码。',
    'self-tests.json': '自检最近一次的结果。',
    'report.md': '同上，便于阅读。',
    'accounts.json': '每个账号的状态。它们被称为 account-1、account-2 等。',
    'requests.json': '最近的请求：时间、程序、模型、账号、耗时，以及失败代码。',
    'log.txt': '日志的最后若干行，已去除机密和邮箱地址。',
    'database.json': '数据库的版本和大小，以及各表的行数。',
  },
  never: {
    secrets: '不含令牌、API 密钥、cookie 和密码。',
    prompts: '不含提示词和答复；Evenkeel 不保留它们。',
    names: '不含邮箱地址，也不含你给账号、密钥或来源起的名称。',
    requests: '不含客户端地址、路径和请求的消息。',
  },
};
