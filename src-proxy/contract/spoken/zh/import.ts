import type { SpokenWords } from '../spoken-words.ts';

const codexLogin = '请运行 `codex login`，并导入它写出的 auth.json。';
const isApiKey = `这是 API 密钥，而不是 ChatGPT 登录。${codexLogin}`;

/** What is said of files of accounts and of a codex-lb, in simplified Chinese. */
export const zhImport: SpokenWords['said'] = {
  'import.not_json': '这不是 JSON。请选择 Codex 文件夹中的 auth.json。',
  'import.too_large': '作为账号文件，此文件过大。请选择其他文件，或将其拆分。',
  'import.too_complex': '此文件嵌套过深或部分过多，不可能是账号文件。',
  'import.too_many_accounts': '文件中的账号数超过一次可导入的上限。请将其拆分。',
  'import.not_recognised':
    '其中没有 Evenkeel 认识的登录。请选择 Codex 或 OpenCode 的 auth.json，或其他账号池的导出文件。',
  'import.api_key': isApiKey,
  'import.other_service': '这属于其他服务。Evenkeel 只汇集 ChatGPT 账号。',
  'import.bare_token':
    '这只是文本，可能是单独的令牌。登录需要访问令牌和刷新令牌：请导入完整的 auth.json，或通过浏览器添加账号。',
  'import.no_tokens': '其中没有令牌。{format|remedy}',
  'import.no_access_token': '缺少访问令牌。{format|remedy}',
  'import.no_refresh_token': '缺少刷新令牌，登录很快就会失效。{format|remedy}',
  'import.damaged_token': '有令牌已损坏。{format|remedy}',
  'import.sealed': '令牌已加密，而密钥缺失。{format|remedy}',
  'import.signed_out': '该账号在那里已退出登录。{format|remedy}',
  'import.no_identity': '令牌没有说明属于哪个 ChatGPT 账号。{format|remedy}',
  'import.remedy.codex': codexLogin,
  'import.remedy.opencode': '请用 `opencode auth login` 重新登录 ChatGPT，并导入它写出的 auth.json。',
  'import.remedy.cli-proxy-api': '请在那里重新登录（`-codex-login`），并导入新文件。',
  'import.remedy.sub2api': '请连同凭据重新导出该账号，或在此登录。',
  'import.remedy.codex-lb': '请在那里重新导出该账号，或在此登录。',
  'import.remedy.tokens': `${codexLogin}也可通过浏览器添加账号。`,
  'import.older': '文件中的令牌比现有的旧，除非明确要求，否则不会采用。',
  'import.older_there': 'Evenkeel 已有此账号更新的登录，并会保留。',
  'import.duplicate': '与 {file} 中的第 {place} 个是同一账号，将采用其不更旧的令牌。',
  'import.lost_there': 'codex-lb 已退出此账号的登录。需要在此重新登录。',
  'import.lost_there_known_here': 'codex-lb 已退出此账号的登录，而这里已有该账号：保持原样。',
  'import.paused_there': '它在 codex-lb 中已暂停，在此也保持暂停。',
  'import.deleted_there': '它已在 codex-lb 中删除，令牌也已清除。',
  'import.no_key': '没有密钥就无法读取令牌。请改为在此登录该账号。',
  'import.foreign_key': '密钥与令牌不匹配。请找到属于此数据库的 encryption.key。',
  'import.not_stored': '无法保存该账号。详情见日志。',
  'codex_lb.history': '请求历史保留在 codex-lb 中，不会导入。',
  'codex_lb.stop_it': '在此使用这些账号之前请先停止 codex-lb：两个程序共用一个登录时，先刷新的一方会使另一方失效。',
  'codex_lb.keys_wanted':
    'codex-lb 要求每个程序提供 API 密钥。采用其设置后 Evenkeel 也会如此：请一并接管密钥，或新建密钥。',
  'codex_lb.none_here': '{path} 中没有 codex-lb 数据库。',
  'codex_lb.no_accounts': '此 codex-lb 的数据库中没有账号。',
  'codex_lb.writing': 'codex-lb 一直在写入 {path}。请停止它后重试。',
  'codex_lb.damaged': '数据库 {path} 已损坏（{failure}）。codex-lb 在其 backups 文件夹中保留了副本。',
  'codex_lb.unreadable': '无法读取数据库 {path}（{failure}）。',
  'codex_lb.no_room': '空间不足，无法复制数据库 {path} 以供读取。请腾出空间，或将 TMPDIR 设为有空间的文件夹。',
  'codex_lb.not_a_key': '{path} 中没有 codex-lb 的密钥（URL 安全 Base64 编码的 32 字节），因此无法读取令牌。',
  'codex_lb.key_unreadable': '无法读取密钥 {path}（{failure}）。',
  'codex_lb.no_key':
    '数据库旁边没有 {keyName}，缺少它就无法读取令牌。如果 codex-lb 运行时设置了 CODEX_LB_ENCRYPTION_KEY_FILE，也请为 Evenkeel 设置。',
  'codex_lb_key.unknown_form': '它的保存形式在此无法识别。',
  'codex_lb_key.accounts_removed': '它只适用于某些账号，而这些账号都已移除。',
  'codex_lb_key.accounts_missing': '它只适用于某些账号，而这些账号都不在这里。',
  'codex_lb_key.for_sources': '它只适用于某些模型来源，而模型来源不会被接管。',
  'codex_lb_key.rules_unreadable': '无法读取它允许的内容。',
  'codex_lb_key.expiry_unreadable': '无法读取它的到期日期。',
  'codex_lb_key.unknown_rule': '它有一条此处未知的规则：{rule}。',
  'codex_lb_key.left_out': '未接管：其传输策略（{policy}）。',
};
