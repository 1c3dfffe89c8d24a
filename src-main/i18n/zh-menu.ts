import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enMenu } from './en-menu.ts';

export const zhMenu: Spoken<typeof enMenu> = {
  menu: {
    about: '关于 Evenkeel',
    services: '服务',
    hide: '隐藏 Evenkeel',
    hideOthers: '隐藏其他',
    showAll: '全部显示',
    quit: '退出 Evenkeel',
    edit: '编辑',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    view: '显示',
    actualSize: '实际大小',
    zoomIn: '放大',
    zoomOut: '缩小',
    fullScreen: '全屏',
    window: '窗口',
    minimize: '最小化',
    close: '关闭窗口',
  },
};
