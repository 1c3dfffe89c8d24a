import type { enSettings } from '../en-settings.ts';
import type { Spoken } from '../spoken.ts';

export const zhSettings: Spoken<typeof enSettings> = {
  settings: {
    intro: '命令行参数优先于环境变量，环境变量优先于文件，文件优先于此处的设置。',
    loading: '正在加载…',
    search: {
      label: '查找设置',
      all: (count) => `${count} 项设置`,
      found: (found, all) => (found === 0 ? '没有匹配的设置。' : `${found} / ${all} 项设置`),
      clear: '显示全部',
    },
    effects: { live: '立即生效', restart: '下次启动时生效' },
    sources: { flag: '命令行参数', environment: '环境变量', file: '文件', dashboard: '控制台', default: '默认' },
    value: '值',
    defaultIs: (value) => `默认：${value}`,
    defaultEmpty: '由系统选择',
    noneNamed: '无',
    from: (source) => `来自：${source}`,
    fromNamed: (source, name) => `来自：${source}（${name}）`,
    lockedBy: (name) => `由 ${name} 设定。请在那里更改。`,
    lockedUnnamed: '在控制台之外设定。请在那里更改。',
    atStart: (name) => `下次启动时生效：在环境变量中设置 ${name}，或写入设置文件。`,
    allowed: (allowed) => `允许：${allowed}`,
    units: { seconds: '秒', days: '天', attempts: '次', MiB: 'MiB' },
    on: '开',
    off: '关',
    save: '保存',
    saving: '正在保存…',
    saved: '已保存。',
    undo: '撤销',
    undone: '已撤销。',
    useDefault: '使用默认值',
    changedElsewhere: '设置在此期间已在别处更改。现在显示的是最新内容；请重新修改。',
    editableHeading: '可在此更改',
    fixedHeading: '在控制台之外设定',
  },
};
