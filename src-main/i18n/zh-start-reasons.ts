import type { StartReasons } from './start-code.ts';

/** Why the engine does not run, in simplified Chinese. */
export const zhStartReasons: StartReasons = {
  port_forbidden: '系统不允许使用此端口。请换用其他端口。',
  address_unavailable: '无法在所设置的地址上监听。127.0.0.1 始终可用。',
  address_not_loopback: '所设置的地址会让网络中的其他人访问到 Evenkeel。',
  draining: 'Evenkeel 正在退出。',
  data_dir_in_use: '另一个程序正在使用同一个数据文件夹。请先退出它。',
  data_dir_unusable: '数据文件夹无法使用。请检查写入权限和可用空间。',
  store_damaged: '数据库已损坏。可用 backups 文件夹中的最新副本替换它。',
  store_newer: '这些数据由更新版本的 Evenkeel 写入。请重新安装那个版本。',
  store_write_failed: '无法写入数据库。',
  store_read_failed: '无法读取数据库。',
  store_closed: '数据库已关闭。',
  vault_unavailable: '存放令牌的位置无法访问。',
  vault_locked: '系统钥匙串已锁定。请解锁后重试。',
  vault_replaced: '钥匙串服务在 Evenkeel 运行期间被替换。重试无效：请退出 Evenkeel 后重新启动。',
  vault_damaged: '令牌的保存信息无法识别。',
  vault_write_failed: '无法保存令牌。',
  setting_invalid: '某项设置的值不可用。',
};
