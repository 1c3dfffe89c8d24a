import type { SpokenWords } from '../spoken-words.ts';

/** How a sign-in ended and what a test of a way out found, in simplified Chinese. */
export const zhWays: SpokenWords['said'] = {
  'login.identity_missing': '令牌没有说明属于哪个账号，因此未添加。',
  'login.account_not_found': '登录期间该账号已被移除。未作任何更改。',
  'login.account_mismatch': '登录的账号与要重新登录的不同。未作任何更改。',
  'login.server_error': '无法保存该账号。详情见日志。',
  'login.cancelled': '登录已取消。',
  'login.stopping': 'Evenkeel 在登录完成之前已停止。',
  'login.superseded': '同时打开的登录过多，最早的一个已结束。',
  'login.login_expired': '登录未能及时完成。请重新开始。',
  'login.device_code_expired': '代码已过期。请重新开始以获取新代码。',
  'login.cancelled_by_program':
    '另一个程序（例如 `codex login`）需要登录端口，因此本次登录已取消。请待其完成后重新开始。',
  'login.access_denied': '登录在浏览器中被拒绝。如果是误操作，请重新开始。',
  'login.expired_token': '代码已过期。请重新开始以获取新代码。',
  'login.invalid_grant': '登录服务不接受该代码：它已过期或已被使用。请重新开始。',
  'login.upstream_unreachable': '无法连接到登录服务。请检查网络。',
  'login.proxy_network_unavailable': '无法连接到登录服务。请检查网络。',
  'login.vault_locked': '系统钥匙串已锁定。请解锁后重试。',
  'login.vault_replaced': '钥匙串服务在 Evenkeel 运行期间被替换。重试无效：请退出 Evenkeel 后重新启动。',
  'login.vault_damaged': '令牌的保存信息无法识别。',
  'login.vault_write_failed': '无法保存令牌。',
  'login.refused': '登录服务拒绝了此次登录。',
  'way.ok': '经由此路径可以连接到上游。',
  'way.address': '此代理地址不可用。',
  'way.proxy': '无法使用该代理。',
  'way.proxy_sign_in': '代理不接受用户名和密码。',
  'way.upstream': '经由此路径无法连接到上游。',
};
