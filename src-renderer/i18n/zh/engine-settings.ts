import type { EngineWords } from '../engine-words.ts';

const desktop = '用于桌面应用。';

const leftPercent = (window: string) => ({
  title: `${window}所剩不多时通知`,
  help: `账号的${window}剩余百分比等于或低于此值时通知一次，恢复之后才会再次通知。0 表示从不。${desktop}`,
});

/** The settings in simplified Chinese. */
export const zhEngineSettings: EngineWords['settings'] = {
  host: {
    title: '监听地址',
    help: '监听回环以外的地址时，每个请求都需要 API 密钥，控制台需要密码，从本机访问也一样。传输过程不加密：请在前面放一个带 TLS 的服务器，并把它的地址写入“对外地址”。',
    allowed: '本机的 IP 地址（127.0.0.1 仅限本机，0.0.0.0 为全部）、::1 或 localhost',
  },
  port: { title: '监听端口', help: '客户端按此端口配置，因此 Evenkeel 从不自行更改。0 表示任选一个空闲端口。' },
  publicAddresses: {
    title: '对外地址',
    help: '其他机器访问 Evenkeel 时使用的名称，例如 https://evenkeel.example.org 或 nas.local:2455，以逗号分隔。使用其他名称的请求会被拒绝。仅当 Evenkeel 不只监听回环地址时有效。',
    allowed: '以逗号分隔的名称或地址，端口不是常用端口时需写明，使用 TLS 时前面加 https://',
  },
  dataDir: {
    title: '数据文件夹',
    help: '存放数据库、设置文件和加密的保险库。创建时仅允许你本人访问。',
    allowed: '你有写入权限的文件夹',
  },
  requireApiKey: {
    title: '要求 API 密钥',
    help: '每个请求都需要 Evenkeel 的 API 密钥，本机上的程序也不例外。关闭时，本机程序不需要密钥；但发送了的密钥仍会检查。',
  },
  hideUpstreamQuotaFromApiKeys: {
    title: '对 API 密钥隐藏账号余量',
    help: '使用 API 密钥的调用方无法得知账号的用量：/v1/usage 和 /api/codex/usage 中没有，答复的标头和事件中也没有。拒绝时仍会说明何时可以再试。',
  },
  vault: {
    title: '令牌保存位置',
    help: 'auto 使用系统钥匙串；没有可用的钥匙串时使用加密文件，并会告知。memory 在退出时忘记。',
    choices: { auto: '自动', keychain: '系统钥匙串', file: '加密文件', memory: '仅内存' },
  },
  logLevel: {
    title: '日志级别',
    help: '写入日志的详细程度。任何级别都不会写入提示词、答复和令牌。',
    choices: { error: '错误', warn: '警告', info: '事件', debug: '全部' },
  },
  maxRequestBody: { title: '最大请求', help: '正文超过此大小的请求会被拒绝，不再询问上游。' },
  maxBufferedBodies: {
    title: '请求正文可用内存',
    help: '请求正文（原样及解压后）会保留在内存中，直到请求结束。若所有请求的正文合计将超过此值，下一个请求会以 503 被拒绝，并告知何时重试。最后八分之一留给不超过 1 MiB 的正文。',
  },
  clientStallTimeout: {
    title: '对不读取的客户端的耐心',
    help: '客户端在这么长时间内没有接收任何答复内容时会被断开，以释放其在账号上的位置。只是读得慢的客户端不会。',
  },
  shutdownDrainTimeout: {
    title: '退出时的等待',
    help: 'Evenkeel 收到停止指令后，正在进行的请求还可以继续多久。之后会被终止。',
  },
  requireSignIn: {
    title: '要求登录控制台',
    help: '在本机上使用控制台也需要密码；在用 Evenkeel 启动时打印的令牌设置密码之前，任何人都不能使用。适用于多人共用的机器和被转发的端口。已设置的密码在任何情况下都会要求输入。',
  },
  dashboardSessionTtlSeconds: {
    title: '控制台登录的有效期',
    help: '对此后的登录有效。若设置超过 30 天，从其他机器登录最多有效 12 小时。',
  },
  upstreamBaseUrl: {
    title: '上游',
    help: '请求发往的地址。使用 https；测试时可在回环地址上使用 http。',
    allowed: 'https 地址，或回环上的 http 地址，不含用户、查询和片段',
  },
  authBaseUrl: {
    title: '登录服务',
    help: '刷新令牌的地址。使用 https；测试时可在回环地址上使用 http。',
    allowed: 'https 地址，或回环上的 http 地址，不含用户、查询和片段',
  },
  upstreamProxy: {
    title: '上游代理',
    help: '对上游及其登录服务的调用都经过此代理，自带路径的账号除外。代理失效时绝不会绕过它。',
    allowed: 'direct，或以 http://、https://、socks5:// 开头的地址',
  },
  upstreamTransport: {
    title: '传输方式',
    help: 'auto 为请求 WebSocket 的客户端提供 WebSocket，并单独连接上游。http 则拒绝，客户端改用 HTTP 发送：适用于 WebSocket 不可用的网络，以及超过 15 MiB 的请求。',
    choices: { auto: '按客户端的请求', http: '始终使用 HTTP' },
  },
  modelAliases: {
    title: '模型的其他名称',
    help: '程序可用来代替模型名的名称，例如 claude-sonnet-4=gpt-5.5, quick=gpt-5.5-low。它们会列在 /v1/models 中；只允许个别模型的密钥按名称背后的模型判断。本身就叫该名称的模型优先。Codex 本身不受影响。',
    allowed: '名称=模型，以逗号分隔，最多 50 个，每个名称一次',
  },
  upstreamConnectTimeout: { title: '连接超时', help: '等待与上游建立连接的时间，超过后尝试下一个账号。' },
  streamIdleTimeout: {
    title: '流的最长静默',
    help: '上游在这么长时间内没有带来新内容的流会被结束，即使它一直保持连接。模型可能会默默思考很多分钟。',
  },
  firstEventTimeout: {
    title: '等待首个内容的最长时间',
    help: '上游最多可以这么久不开始，一个请求的所有尝试合计。之后会在另一个账号上再发送一次，时限为其十分之一（至少两秒），或说明原因后结束。不归咎于任何账号。',
  },
  usageRefreshInterval: {
    title: '用量查询间隔',
    help: '多久询问一次每个账号的余量；账号在使用中、即将用完或被限制时，频率最高为四倍。0 表示仅在添加账号时询问。',
  },
  tokenRefreshIntervalDays: { title: '令牌期限', help: '访问令牌超过此期限后，会在使用前刷新。' },
  routingStrategy: {
    title: '路由策略',
    help: '新会话从哪个账号开始；进行中的会话留在原账号。usage_weighted 选择剩余最多的账号，round_robin 轮流，priority 按你的顺序，fill_first 选择用量最多的，sequential_drain 选择最小的套餐，reset_drain 选择最早重新开始的，single_account 只用你指定的账号。capacity_weighted 和 relative_availability 按剩余量抽签。',
    choices: {
      usage_weighted: '剩余最多者优先',
      round_robin: '轮流',
      priority: '自定义顺序',
      fill_first: '用量最多者优先',
      sequential_drain: '最小套餐优先',
      reset_drain: '最早重置者优先',
      capacity_weighted: '按剩余量抽签',
      relative_availability: '按将浪费的额度抽签',
      single_account: '仅用一个账号',
    },
  },
  preferEarlierReset: {
    title: '优先使用最早重置的账号',
    help: '只取时间窗口最早重新开始的账号，以减少浪费：weekly 按日期，primary 按 5 小时窗口的秒数。适用于 usage_weighted、capacity_weighted 和 fill_first。重置时间未知的账号排在最后。',
    choices: { off: '否', weekly: '按每周', primary: '按 5 小时窗口' },
  },
  singleAccountId: {
    title: '唯一账号',
    help: 'single_account 使用的账号的 ID。为空时，single_account 不使用任何账号。',
    allowed: '账号的 ID，或留空',
  },
  accountResponseCreateLimit: {
    title: '每个账号同时开始的请求数',
    help: '一个账号上最多可有这么多请求等待首个内容；再多则由其他账号承担。0 表示不限。',
  },
  accountStreamLimit: {
    title: '每个账号同时进行的流数',
    help: '一个账号上最多可同时进行这么多答复。最后一个位置留给已在该账号上的会话。0 表示不限。',
  },
  capacityWaitTimeout: {
    title: '等待空闲账号的最长时间',
    help: '当前没有账号能处理请求、但很快会有时，请求最多等待这么久。之后会被拒绝，并告知何时再来。0 表示立即拒绝。',
  },
  accountCircuitBreaker: {
    title: '切断出错的账号',
    help: '连续 5 次失败后，账号一分钟内不再接收请求，之后用一个请求试探是否恢复。关闭时，出错的账号也会休息，但在其他账号都休息时仍会被尝试。',
  },
  promptCacheAffinityMaxAge: {
    title: '提示词缓存键留在账号上的时间',
    help: '仅靠 prompt_cache_key 区分的会话，在最后一次使用后留在其账号上这么久。带有会话或线程标头的会话保留 30 天。',
  },
  replayUnseenFailures: {
    title: '答复在开始前中断时换账号重试',
    help: '上游已接受请求但在显示任何内容之前中断时，在另一个账号上再发送一次。第一次尝试可能已被上游计数。',
  },
  requestLogRetentionDays: { title: '请求日志保留时间', help: '更早的条目会被删除。0 表示全部保留。' },
  debugEndpointsEnabled: {
    title: '解释路由的端点',
    help: '在本机提供 /debug/lb/state 和 /debug/lb/events：每个账号的状态，以及每个请求为何去往那里。关闭时它们不存在。',
  },
  metricsEnabled: {
    title: 'Prometheus 指标',
    help: '在同一地址提供 /metrics：请求、token、费用、耗时以及每个账号的余量，供本机程序和持有 API 密钥者读取。从不包含邮箱地址。关闭时该页面不存在。',
  },
  logProxyRequestShape: {
    title: '记录请求的形态',
    help: '每个请求写一行：大小、各类项目的数量、工具名称和 prompt_cache_key 的摘要。从不写入内容。',
  },
  logProxyRequestShapeRawCacheKey: {
    title: '原样记录提示词缓存键',
    help: '记录请求形态时，写入 prompt_cache_key 本身而非摘要，以便与客户端发送的内容比较。',
  },
  notifyLogin: { title: '账号需要登录时通知', help: `在其所有者重新登录之前，这样的账号不处理任何请求。${desktop}` },
  notifyAllCooling: {
    title: '没有账号可用时通知',
    help: `所有账号都达到限制时通知，并说明第一个账号何时恢复。${desktop}`,
  },
  notifyProxyDown: {
    title: 'Evenkeel 无法启动时通知',
    help: '桌面应用隐藏启动时，会以通知告知；关闭此项时则以对话框告知。',
  },
  notifyShortWindowLeftPercent: leftPercent('短时窗口'),
  notifyWeekLeftPercent: leftPercent('每周窗口'),
  notifyMonthLeftPercent: leftPercent('每月窗口'),
  notifyRunOut: {
    title: '账号池即将用完时通知',
    help: `按目前的速度，在第一个窗口重新开始之前就会用完时通知。${desktop}`,
  },
  notifyReset: { title: '用完的窗口重新开始时通知', help: `所剩不多的账号恢复额度时通知。${desktop}` },
  notifyFailover: {
    title: '请求转到另一个账号时通知',
    help: `一个账号失败、由另一个账号接手请求时通知；每小时最多一次。${desktop}`,
  },
  notifyUpdate: { title: '更新就绪时通知', help: `发现新版本时，以及新版本等待重启时通知。${desktop}` },
  trayPercent: {
    title: '在托盘图标中显示余量',
    help: `一切正常时，在图标中绘制百分比；在 macOS 上显示在图标旁。${desktop}`,
  },
  trayPercentOf: {
    title: '托盘图标中的百分比所指',
    help: '整个账号池、剩余最少的账号，或目前可用的账号中短时、每周或每月窗口的最低余量。',
    choices: {
      pool: '整个账号池',
      lowest: '剩余最少的账号',
      short: '短时窗口',
      week: '每周窗口',
      month: '每月窗口',
    },
  },
  hideEmails: {
    title: '在托盘和通知中隐藏邮箱',
    help: '只显示足以区分账号的部分邮箱地址，便于共享屏幕。用于桌面应用；控制台有自己的开关。',
  },
  desktopLanguage: {
    title: '托盘和通知的语言',
    help: '桌面应用在窗口之外使用的语言：托盘、通知和对话框。控制台在顶部另有选择。',
    choices: { system: '跟随系统', en: '英语', de: '德语', 'zh-CN': '简体中文' },
  },
  autoUpdateCheck: {
    title: '检查更新',
    help: `每六小时向 GitHub 询问是否有新版本，这会让 GitHub 得知本机地址，此外不会透露任何信息。未经同意不会下载。${desktop}`,
  },
};
