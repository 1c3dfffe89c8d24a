import type { SpokenWords } from '../spoken-words.ts';

/** Where tokens are kept, and what became of asking a model source, in simplified Chinese. */
export const zhPlaces: SpokenWords['said'] = {
  'vault.in_keychain': '令牌保存在系统钥匙串中，名称为“{service}”。',
  'vault.in_memory': '令牌只保存在内存中，Evenkeel 停止后即消失。',
  'vault.in_files': '令牌保存在 {folder} 的加密文件中，密钥就在旁边，并未存入系统钥匙串。',
  'vault.readable': '能读取你文件的人也能读取它们。',
  'vault.chosen': '这是设置中选择的方式。',
  'vault.began_without':
    '此数据文件夹起初没有钥匙串，因此继续使用文件；若要更改，请设置 EVENKEEL_VAULT=keychain 并重新登录。',
  'vault.no_library':
    '无法加载钥匙串库。在 Linux 上请安装 libsecret-1-0（Fedora 和 Arch 上为 libsecret）后重新启动。（钥匙串返回：{said}）',
  'vault.no_bus':
    '没有可用于访问钥匙串的 D-Bus 会话。请从桌面会话启动 Evenkeel，或在 dbus-run-session 下配合 gnome-keyring 等服务启动。（钥匙串返回：{said}）',
  'vault.no_service':
    '此会话中没有运行密钥服务。请安装并启动一个，例如 gnome-keyring 或 KWallet。（钥匙串返回：{said}）',
  'vault.locked': '系统钥匙串已锁定或正在等待密码。请解锁后重新启动。（钥匙串返回：{said}）',
  'vault.replaced':
    'Evenkeel 连接的密钥服务已结束或被替换，重试无法连接到新的服务。请退出 Evenkeel 后重新启动。（钥匙串返回：{said}）',
  'vault.broken':
    '系统钥匙串无法工作。在 Linux 上需要 libsecret-1-0 和正在运行的密钥服务，例如 gnome-keyring。（钥匙串返回：{said}）',
  'source.lists': '{origin} 有应答，列出 {count} 个模型。',
  'source.redirects': '{origin} 转到了另一个地址（{place}）。密钥不会发送到那里：如果正确，请填写那个地址。',
  'source.wants_key': '{origin} 要求密钥（{statusCode}），但尚未设置。',
  'source.key_refused': '{origin} 不接受该密钥（{statusCode}）。',
  'source.nothing_there': '{origin} 有应答，但 {baseUrl}/models 处没有内容（404）。大多数地址以 /v1 结尾。',
  'source.status': '{origin} 返回了 {statusCode}。',
  'source.no_list': '{origin} 有应答，但返回的不是 OpenAI API 格式的模型列表。地址正确吗？大多数以 /v1 结尾。',
  'source.silent': '{origin} 在 {seconds} 秒内没有应答。',
  'source.unfit_address': '{origin} 无法使用：该地址不允许用作模型来源，或者 http 会以明文在互联网上发送密钥。',
  'source.nobody_listens': '{origin} 处没有程序在监听。服务器在运行吗？端口正确吗？',
  'source.no_such_name': '{origin} 中的名称不存在，或当前没有网络。',
  'source.too_slow': '未能及时连接到 {origin}。',
  'source.unsafe': '无法安全地连接到 {origin}：其证书或 TLS 有问题（{code}）。',
  'source.broke_off': '{origin} 在应答之前中断{why}。',
  'source.unreachable': '无法连接到模型来源（{code}）。',
  'source.broke_off_early': '模型来源在答复完成之前中断。',
  'source.fell_silent': '模型来源在 {seconds} 秒内没有发送任何内容，已达上限。',
  'source.unreadable': '模型来源返回了无法理解的内容。',
  'source_address.none': '这不是地址。请完整填写，例如 https://api.example.com/v1。',
  'source_address.scheme': '地址必须以 https:// 开头，在自己的网络中可用 http://。',
  'source_address.credentials': '请勿在地址中填写用户名和密码：密钥有单独的字段。',
  'source_address.query': '请去掉 ? 或 # 之后的部分：/chat/completions 之类的路径会接在地址后面。',
  'source_address.path': '地址的路径必须简单，例如 /v1。',
  'source_address.no_server': '地址没有指明服务器。',
  'source_address.circle': 'Evenkeel 自己就在此处监听：请求会循环。',
  'source_address.forbidden': '{address} 是链路本地地址、元数据服务或并非单台机器；模型来源不能位于那里。',
  'source_address.in_the_clear':
    'http 会将密钥和所有输入以明文发送到 {address}。请使用 https；http 仅用于本机和私有网络。',
};
