import type { EngineWords } from '../engine-words.ts';

/** The self-tests in simplified Chinese. */
export const zhSelfTests: EngineWords['tests'] = {
  'engine.http': 'Evenkeel 在自己的地址上应答',
  'engine.websocket': 'WebSocket 入口有应答',
  'engine.stream': '流逐段通过',
  'engine.loopback': 'localhost 和 127.0.0.1 都通向这里',
  'ports.listening': 'Evenkeel 占有应有的端口',
  'ports.sign-in': '登录后浏览器能够返回',
  'data.folder': '数据文件夹可写入，且仅限你本人',
  'data.space': '磁盘有空间',
  'database.integrity': '数据库完好',
  'database.writes': '数据库可写入',
  'database.log': '每个请求在日志中都有一行',
  'vault.round-trip': '保险库能保存内容',
  'vault.kind': '令牌保存在系统钥匙串中',
  'network.upstream': '可以连接上游',
  'network.sign-in': '可以连接登录服务',
  'network.clock': '本机时钟准确',
  'environment.proxies': '没有代理截取对本机的调用',
  'accounts.any': '至少有一个账号',
  account: '账号 {name}',
  'accounts.probe': '请求能够完整通过',
  'models.catalogue': '模型列表可用',
  'models.prices': '最近七天的每个模型都有价格',
  'keys.rules': 'API 密钥的规则相互一致',
  'clients.set-up': 'Evenkeel 设置过的程序仍连接到这里',
  'settings.overridden': '没有重复指定的设置',
  'machine.versions': '版本',
  'machine.event-loop': '引擎反应迅速',
  'machine.memory': '内存',
  'engine.requests': '正在进行的请求',
};

const seeSecurityTools = '本机上有东西介于程序与 127.0.0.1 之间：请检查安全软件、VPN 和防火墙。';
const signIn = '请在概览中重新登录。';
const names = ['127.0.0.1：{ipv4}', 'localhost（{addresses|list}）：{localhost}', '[::1]：{ipv6}'];
const database = ['结构版本 {schema}，{size}，其中 {free} 可重复使用', '{rows}'];
const log = ['没有记录的拒绝：{unlogged}', '没有记录的已完成请求：{lost}'];
const reach = (whatToDo: string) => ({ sentence: '{host} 没有应答。', whatToDo, details: ['{text}'] });
const account = [
  '套餐 {plan}，{status|standing}',
  '距上次刷新令牌：{renewedMs}',
  '距上次查询用量：{usageMs}',
  '最近一次错误：{failure}',
];
const keys = ['有效 {active}，过期 {expired}，已吊销 {revoked}'];
const askForModels = '客户端列出模型时才会询问。请让某个客户端列出模型，然后再看。';
const otherPort = '为端口 {wanted} 设置的客户端无法到达这里：请结束那个程序并重启 Evenkeel，或重新设置这些客户端。';
const setNoProxy = '请在启动客户端的环境中设置 NO_PROXY=127.0.0.1,localhost。';

/** What the self-tests find, in simplified Chinese. */
export const zhFindings: EngineWords['findings'] = {
  not_listening: { sentence: 'Evenkeel 目前没有监听。' },
  'health.silent': { sentence: '{origin} 没有应答（{error}）。', whatToDo: seeSecurityTools },
  'health.stranger': { sentence: '{origin} 上应答的是别的程序（HTTP {status}）。', whatToDo: seeSecurityTools },
  'health.other_version': { sentence: '{origin} 上应答的是另一个版本的 Evenkeel。', whatToDo: '请结束另一个。' },
  'health.ok': { sentence: '{origin} 有应答。' },
  'upgrade.cut_off': { sentence: '升级到 WebSocket 时被切断（{error}）。', whatToDo: seeSecurityTools },
  'upgrade.ok': { sentence: 'WebSocket 升级能到达 Evenkeel。' },
  'upgrade.answered': { sentence: 'WebSocket 升级得到的应答是 HTTP {status}。', whatToDo: seeSecurityTools },
  'stream.missing': { sentence: '流没有到达（{error}）。', whatToDo: seeSecurityTools },
  'stream.ok': { sentence: '流的第一段在写出第二段之前就已到达。' },
  'stream.incomplete': { sentence: '到达的流不完整（HTTP {status}）。', whatToDo: seeSecurityTools },
  'names.not_here': { sentence: '{listensOn} 不通向这里。', whatToDo: seeSecurityTools, details: names },
  'names.no_localhost': {
    sentence: 'localhost 不通向这里。',
    whatToDo: '请在客户端中填写 {address}，不要用 localhost。',
    details: names,
  },
  'names.ipv6_first': {
    sentence: '两者都通向这里。只尝试 localhost 第一个地址 ::1 的程序无法到达；请为它们填写 {address}。',
    details: names,
  },
  'names.ok': { sentence: '两者都通向这里。', details: names },
  'port.any': { sentence: '任何端口都可以。' },
  'port.ok': { sentence: '正在监听 {listening}。' },
  'port.free': { sentence: '据系统所示，端口 {wanted} 空闲。' },
  'port.held': {
    sentence: '端口 {wanted} 被 {holder} 占用（进程 {process}）。',
    whatToDo: '请结束那个程序，或为 Evenkeel 选择其他端口。',
  },
  'port.other': { sentence: '正在监听端口 {has}，而不是 {wanted}；后者现已空闲。', whatToDo: otherPort },
  'port.other_held': {
    sentence: '正在监听端口 {has}，而不是 {wanted}；后者被 {holder} 占用（进程 {process}）。',
    whatToDo: otherPort,
  },
  'sign_in_port.any': { sentence: '这里的登录服务接受任何端口。' },
  'sign_in_port.ok': { sentence: '登录服务认可的端口中有一个空闲。', details: ['{ports|port}'] },
  'sign_in_port.none': {
    sentence: '登录服务认可的端口都不可用。',
    whatToDo:
      '这往往是 Codex CLI 正在进行自己的登录：请先完成它。你仍然可以登录：最后一页不会加载；请复制它的地址并粘贴到这里。',
    details: ['{ports|port}'],
  },
  'folder.not_yet': { sentence: '{dataDir} 尚不存在；启动时会创建。' },
  'folder.gone': { sentence: '{dataDir} 不见了。', whatToDo: '请将它放回，或重启 Evenkeel 以创建新的。' },
  'folder.unwritable': { sentence: '无法写入 {dataDir}：{problem}。', whatToDo: '请让你的用户可以写入该文件夹。' },
  'folder.open': {
    sentence: '{dataDir} 对本机其他用户开放（{mode}）。',
    whatToDo: '请运行：chmod 700 "{dataDir}"',
  },
  'folder.ok': { sentence: '可以写入 {dataDir}。' },
  'space.none': {
    sentence: '剩余 {free}。',
    whatToDo: '请腾出空间：空间不足时请求仍会处理，但不会被记录。',
    details: ['Evenkeel 的文件夹占用 {used}'],
  },
  'space.low': {
    sentence: '剩余 {free}。',
    whatToDo: '请尽快在此磁盘上腾出一些空间。',
    details: ['Evenkeel 的文件夹占用 {used}'],
  },
  'space.ok': { sentence: '剩余 {free}。', details: ['Evenkeel 的文件夹占用 {used}'] },
  'database.ok': { sentence: 'SQLite 没有发现文件有问题。', details: database },
  'database.damaged': {
    sentence: '数据库已损坏：{first}。',
    whatToDo: '请停止 Evenkeel，保留数据文件夹的副本，并恢复其中“backups”文件夹里最新的文件。',
    details: ['{damage}', ...database],
  },
  'writes.failing': {
    sentence: '目前无法写入数据库：{problem}',
    whatToDo: '请腾出磁盘空间，并结束其他打开此数据库的程序。没有任何丢失：等待写入的内容安全地保存在文件中。',
    details: ['{waiting} 的已完成请求在日志文件中等待写入'],
  },
  'writes.waiting': {
    sentence: '{waiting} 的已完成请求在日志文件中等待写入。',
    whatToDo: '请等一分钟。如果继续增加，请检查是否有其他程序打开了数据库。',
  },
  'writes.ok': { sentence: '写入和读取均成功，没有等待的内容。' },
  'log.lost': {
    sentence: '启动以来有 {lost} 个已完成的请求未能记录。',
    whatToDo: '请查看日志中“error”级别的行；多半是磁盘已满。',
    details: log,
  },
  'log.unlogged': {
    sentence: '启动以来有 {unlogged} 次拒绝来得太快，未能记录。',
    whatToDo: '某个程序反复请求并被拒绝：可在请求日志中通过其最近的拒绝找到它。',
    details: log,
  },
  'log.ok': { sentence: '启动以来没有遗漏。', details: log },
  'vault.ok': { sentence: '一个虚构的机密已存入、原样取出并再次删除。' },
  'vault.changed': {
    sentence: '保险库返回的内容与存入的不同。',
    whatToDo: '现在不要登录任何账号。请重启 Evenkeel，并附上诊断包报告。',
  },
  'vault.problem': {
    sentence: '保险库返回错误：{problem}',
    whatToDo: '在此期间令牌无法刷新，账号将需要重新登录。请解锁钥匙串，或让数据文件夹可写并腾出磁盘空间。',
  },
  'kind.keychain': { sentence: '是的。', details: [] },
  'kind.memory': {
    sentence: '仅保存在内存中，退出时会忘记。',
    whatToDo: '若要保留，请选择 EVENKEEL_VAULT=auto。',
    details: [],
  },
  'kind.file': {
    sentence: '保存在加密文件中，密钥就在旁边。',
    whatToDo: '如果本机有钥匙串，请在 Evenkeel 启动前解锁；在服务器上这样是正常的。',
    details: [],
  },
  'reach.ok': { sentence: '{host} 已应答。', details: ['HTTP {status}，用时 {afterMs|latency}'] },
  'reach.dns': reach('无法解析该名称：请检查网络连接、VPN 和 DNS 设置。'),
  'reach.connection': reach('无法建立连接：请检查网络连接、防火墙和 VPN。'),
  'reach.tls': reach('加密连接被拒绝：多半是代理或安全软件使用了本机不信任的证书进行监视。'),
  'reach.http': reach('已建立连接但没有应答：请重试，并检查代理和 VPN。'),
  'reach.proxy': reach('代理不放行：请在设置中检查它的地址和密码。'),
  'clock.no_answer': { sentence: '上游没有应答，因此没有可比对的时钟。' },
  'clock.untold': { sentence: '上游没有告知时间。' },
  'clock.ok': { sentence: '与上游相差不到两分钟。' },
  'clock.ahead': {
    sentence: '比上游快 {minutes} 分钟：重置时间显示有误，旧令牌会被当作新的。',
    whatToDo: '请按网络校准本机时钟。',
  },
  'clock.behind': {
    sentence: '比上游慢 {minutes} 分钟：重置时间显示有误，旧令牌会被当作新的。',
    whatToDo: '请按网络校准本机时钟。',
  },
  'proxies.none': { sentence: '没有变量为普通 HTTP 指定代理。' },
  'proxies.spared': { sentence: 'NO_PROXY 已排除本机。', details: ['已设置：{set|list}'] },
  'proxies.half': {
    sentence:
      '已设置 {set|list}，但 NO_PROXY 没有同时列出 localhost 和 127.0.0.1：从这里启动的客户端可能会向代理请求 Evenkeel。',
    whatToDo: setNoProxy,
  },
  'proxies.caught': {
    sentence: '已设置 {set|list}，但 NO_PROXY 没有列出本机：从这里启动的客户端可能会向代理请求 Evenkeel。',
    whatToDo: setNoProxy,
  },
  'accounts.none': {
    sentence: '没有账号，因此无法处理任何请求。',
    whatToDo: '请在控制台中添加，或使用：evenkeel accounts add',
  },
  'account.removed': { sentence: '它已被移除。' },
  'account.unreadable': { sentence: '无法读取其令牌：{problem}', whatToDo: signIn, details: account },
  'account.no_tokens': { sentence: '保险库中没有它的令牌。', whatToDo: signIn, details: account },
  'account.sign_in': { sentence: '{reason|status}', whatToDo: signIn, details: account },
  'account.deactivated': {
    sentence: '{reason|status}',
    whatToDo: '请在 OpenAI 查看该账号，或在这里移除它。',
    details: account,
  },
  'account.paused': { sentence: '你已将它暂停。', details: account },
  'account.usage_never': {
    sentence: '还没有任何用量数据。',
    whatToDo: '请在其菜单中查询用量；受阻的原因见其最近一次错误。',
    details: account,
  },
  'account.usage_old': {
    sentence: '已有 {usageMs} 没有用量数据。',
    whatToDo: '请在其菜单中查询用量；受阻的原因见其最近一次错误。',
    details: account,
  },
  'account.ok': { sentence: '令牌已保存，账号可用。', details: account },
  'account.limited': { sentence: '{reason|status}', details: account },
  'probe.none': { sentence: '没有可用的账号。' },
  'probe.silent': { sentence: '{name}：上游没有应答。', whatToDo: '请查看上面的网络检测。' },
  'probe.ok': { sentence: '{name}：上游已应答（HTTP {status}）。' },
  'probe.limit': { sentence: '{name}：已达到限制（HTTP 429）。', whatToDo: '没有故障。其他账号继续处理请求。' },
  'probe.refused': { sentence: '{name}：上游拒绝（HTTP {status}）。', whatToDo: '原因在请求日志中。' },
  'models.no_account': { sentence: '没有可列出模型的账号。' },
  'models.never': { sentence: '还没有账号列出过模型。', whatToDo: askForModels },
  'models.old': { sentence: '列表已是 {ageMs} 前的。', whatToDo: askForModels },
  'models.ok': { sentence: '{count} 个模型，{ageMs} 前的数据。' },
  'prices.none_asked': { sentence: '最近七天没有人请求过模型。' },
  'prices.ok': { sentence: '全部 {asked} 个都有价格。' },
  'prices.missing': {
    sentence: '{asked} 个中有 {missing} 个没有价格，因此其费用未计入任何合计。',
    whatToDo: '请在“密钥”的“价格”中填写。',
  },
  'keys.none_active': {
    sentence: '每个客户端都必须有密钥，但没有有效的密钥：所有客户端都会被拒绝。',
    whatToDo: '请在“密钥”中创建一个，或在“设置”中取消此要求。',
    details: keys,
  },
  'keys.expired': {
    sentence: '已过期：{names|list}。',
    whatToDo: '仍持有这些密钥的程序会被拒绝。请在“密钥”中延长其期限，或将其删除。',
    details: keys,
  },
  'keys.required': { sentence: '每个客户端都必须有密钥。', details: keys },
  'keys.optional': { sentence: '本机上的程序不需要密钥；持有密钥的程序遵守其规则。', details: keys },
  'clients.drifted': {
    sentence: '{names|clients}：由 Evenkeel 设置，之后有改动。',
    whatToDo: '请在“连接”中重新设置；文件中现有的内容会保留。',
    details: ['{states|setup}'],
  },
  'clients.unreadable': {
    sentence: '{names|clients}：无法读取其设置。',
    whatToDo: '请查看其文件；无法读取设置的程序可能无法启动。',
    details: ['{states|setup}'],
  },
  'clients.ok': { sentence: '{names|clients}。', details: ['{states|setup}'] },
  'clients.none': { sentence: 'Evenkeel 没有设置过任何程序。', details: ['{states|setup}'] },
  'settings.ok': { sentence: '每项设置只在一处指定。' },
  'settings.twice': {
    sentence: '有设置在多处指定，只有第一处有效。',
    whatToDo: '请去掉不需要的那一处。',
    details: ['{lines|setting}'],
  },
  'versions.ok': { sentence: '{running}。' },
  'versions.old': { sentence: '{running}。', whatToDo: 'Evenkeel 需要 Node {least} 或更新的版本。' },
  'loop.ok': { sentence: '事件循环运行正常。', details: ['100 轮中有 99 轮在 {late} ms 内，最长 {longest} ms'] },
  'loop.late': {
    sentence: '事件循环延迟 {late} ms：每个流都会卡顿这么久。',
    whatToDo: '请检查本机是否过载。若没有过载，请附上诊断包报告。',
    details: ['100 轮中有 99 轮在 {late} ms 内，最长 {longest} ms'],
  },
  'memory.ok': { sentence: '已使用 {used}。', details: ['其中对象 {objects}'] },
  'memory.much': {
    sentence: '已使用 {used}，远超平常。',
    whatToDo: '请在没有请求时重启 Evenkeel，并附上诊断包报告。',
    details: ['其中对象 {objects}'],
  },
  'requests.paused': {
    sentence: '你已暂停 Evenkeel：所有请求都会被拒绝。',
    whatToDo: '请在托盘或概览中恢复。',
  },
  'requests.ok': { sentence: '{running} 个正在进行；Evenkeel 已运行 {minutes} 分钟。', details: [] },
  'test.failed': { sentence: '检测本身失败：{problem}', whatToDo: '请再运行一次；若依然如此，请报告。' },
  'test.overdue': {
    sentence: '{seconds} 秒内没有应答。',
    whatToDo: '有东西卡住了。请重启 Evenkeel；若依然如此，请附上诊断包报告。',
  },
};
