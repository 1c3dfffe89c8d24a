import type { enDiagnostics } from '../en-diagnostics.ts';
import type { Spoken } from '../spoken.ts';

export const zhDiagnostics: Spoken<typeof enDiagnostics> = {
  diagnostics: {
    intro:
      'Evenkeel 会检测自身及其依赖：自己的地址、磁盘、保险库、网络和每个账号。除上游外不询问任何一方，除非你要求，否则不消耗额度。',
    tests: {
      heading: '自检',
      run: '运行自检',
      again: '再次运行',
      cancel: '停止',
      probe: '同时向上游发送一个极小的请求，会消耗少量额度',
      never: 'Evenkeel 启动后尚未运行自检。',
      progress: (done, total) => `已完成 ${done} / ${total}`,
      progressLabel: '已完成的自检',
      ended: (failed, warned, failedText, warnedText) => {
        if (failed === 0 && warned === 0) return '一切正常。';
        const parts = [
          ...(failed > 0 ? [`${failedText} 项失败`] : []),
          ...(warned > 0 ? [`${warnedText} 项需要查看`] : []),
        ];
        return `${parts.join('，')}。`;
      },
      cancelled: '已提前停止。此前的检测结果见下方。',
      at: (at) => `上次运行：${at}`,
      verdicts: { fail: '失败', warn: '需要查看', ok: '正常', not_applicable: '未判定' },
      group: (verdict, count) => `${verdict}（${count}）`,
      whatToDo: '解决办法',
      details: '详情',
      symptoms: (rows) => `检查项 ${rows}`,
      report: '报告',
      copyReport: '复制报告',
    },
    settings: {
      heading: '生效的设置',
      intro: '引擎当前采用的设置，以及每个值的来源。不含密码。',
      changed: '仅显示非默认值',
      name: '设置',
      value: '值',
      source: '来源',
      none: '所有设置均为默认值。',
      loading: '正在获取设置…',
    },
    log: {
      heading: '日志',
      intro: '日志文件的最后若干行，按写入原样显示。机密内容已事先去除。',
      level: '显示',
      levels: {
        error: '错误',
        warn: '警告及更严重的',
        info: '信息及更严重的',
        debug: '全部',
      },
      marks: { error: '错误', warn: '警告', info: '信息', debug: '调试' },
      pause: '暂停',
      resume: '继续',
      paused: '已暂停：不显示新的行。',
      older: '更早的行',
      empty: '日志中没有这样的行。',
      label: '日志行，最新的在最后',
      loading: '正在读取日志…',
    },
    bundle: {
      heading: '诊断包',
      intro:
        '一个文件，可交给帮助你的人。它在本机生成，在你交出之前一直留在这里；内容是 ZIP 文件中的纯文本，请先查看一遍。',
      inside: '包含的内容',
      never: '绝不包含的内容',
      download: (name) => `下载 ${name}`,
      downloading: '正在生成…',
      runFirst: '尚未运行自检：这一部分将为空。',
    },
  },
};
