import type { SpokenWords } from '../spoken-words.ts';

const shell = '你的 shell';
const program = '你的程序';
const anyKey = 'SDK 要求必须有密钥。只要 Evenkeel 不要求，任意一个词即可；否则请从“密钥”页面取一个。';
const codex = 'Codex CLI 和 IDE 扩展';

/** What is said of the snippets to copy, in simplified Chinese. */
export const zhSnippets: SpokenWords['snippets'] = {
  'codex-built-in': {
    client: codex,
    title: '两行：无论是否登录，线程都会保留',
    note: '两行都放在文件开头，任何 [section] 之前。需要较新的 Codex：0.98 会忽略 openai_base_url。两个地址有意不同（127.0.0.1 和 localhost）。',
  },
  'codex-a': {
    title: '单独的提供方：无需登录和密钥，也适用于旧版本',
    note: '无需 `codex login`。使用期间，之前的线程会被隐藏。前两行放在文件开头，任何 [section] 之前。',
  },
  'codex-b': {
    client: codex,
    title: '使用你自己的 Codex 登录：保留模型选择',
    note: '需要 `codex login`。模型调用会到达 Evenkeel；使用 ChatGPT 登录时，CLI 仍会向 chatgpt.com 询问你自己的账号。',
  },
  'codex-c': {
    client: codex,
    title: '使用你自己的 Codex 登录，且不绕过 Evenkeel',
    note: '两个地址有意不同（localhost 和 127.0.0.1）。若相同，CLI 会绕过 Evenkeel，直接调用 chatgpt.com。',
  },
  opencode: {
    title: 'OpenCode：在其他提供方之外增加一个',
    note: '用 /models 选择 Evenkeel 的模型。需要更多模型时，请写在 "models" 下。',
  },
  'openai-python': { client: 'Python 版 OpenAI SDK', title: 'OpenAI SDK，Python', file: program, note: anyKey },
  'openai-js': {
    client: 'JavaScript 版 OpenAI SDK',
    title: 'OpenAI SDK，JavaScript 和 TypeScript',
    file: program,
    note: anyKey,
  },
  'openai-environment': {
    client: '任何读取 OPENAI_BASE_URL 的程序',
    title: '环境变量，用于基于 OpenAI SDK 的程序',
    file: shell,
    note: '仅对从该 shell 启动的程序有效。Codex CLI 不读取这些变量。',
  },
  'ai-sdk': {
    title: 'AI SDK',
    file: program,
    note: '使用 Responses API，可在各轮之间保留推理。@ai-sdk/openai-compatible 也可以。',
  },
  curl: {
    title: 'curl：问一个问题试试',
    file: shell,
    note: '若 Evenkeel 要求密钥，请写入 -H "authorization: Bearer …"。',
  },
  cline: {
    client: 'Cline、Roo Code 及同类程序',
    title: 'Cline 和 Roo Code',
    file: '扩展的设置',
    note: '表单要求密钥时，请填写“none”。',
  },
  cursor: {
    title: 'Cursor',
    file: 'Cursor 设置，Models，OpenAI API key',
    note: 'Cursor 从自己的服务器发送请求，无法访问这台电脑上的地址；仅在某个版本自行调用该地址时可用。',
  },
  aider: { title: 'aider', file: shell, note: anyKey },
};
