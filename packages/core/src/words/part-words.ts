import { DAY, type DurationMs, HOUR, type Instant } from '../model/index.ts'
import { elapsedText } from './duration.ts'
import type { Language } from './language.ts'

interface Words {
  readonly en: string
  readonly zh: string
}

/** What is said of a part, and, where somebody has to do something, what. */
interface Saying extends Words {
  readonly advice?: Words
}

const MEND_THE_DISK: Words = {
  en: 'Look at the disk of the box: it is full or failing. Once it can be written again everything goes on by itself.',
  zh: '检查本机磁盘：已满或有故障。能写入后自动恢复。',
}
const CALL_BY_HAND: Words = {
  en: 'Call people by hand now, and tell the engineer.',
  zh: '请立即人工叫应，并通知工程师。',
}

/**
 * Everything that is said of a part of the gateway (health, the pipeline's page, warnings about the box), by a code that stays the same.
 * Places: `{name}` for a number or a text, `{name|one|several}` for a word that goes by a number. A value whose name ends in `At` is a time, one that
 * ends in `Ms` a length, one that ends in `For` how long something is kept (0: for ever), and `store` one of the two histories.
 */
export const PART_SAYINGS = {
  // -- device, broker
  'devices-none': { en: 'no stations are registered', zh: '还没有接入站点' },
  'devices-heard': {
    en: '{heard} of {stations} stations were heard in time',
    zh: '{stations} 个站点，{heard} 个按时有数据',
  },
  'devices-silent': {
    en: 'none of {stations} stations was heard in time',
    zh: '{stations} 个站点都没有按时的数据',
    advice: {
      en: 'If all are silent at once it is seldom the stations: look at the network between them and the box.',
      zh: '全部同时没有数据时多半不是站点的问题：检查站点到本机的网络。',
    },
  },
  'broker-serving': {
    en: '{stations} {stations|station|stations} connected',
    zh: '已连接 {stations} 个站点',
  },
  'listeners-serving': { en: 'connections: {connections}', zh: '连接数：{connections}' },
  // -- decode
  'decode-well': {
    en: 'everything that came lately could be read',
    zh: '近期收到的都能读懂',
  },
  'decode-rejecting': {
    en: '{rejections} {rejections|part|parts} of frames could not be read within five minutes; they are kept with their reasons',
    zh: '五分钟内有 {rejections} 处报文读不懂，已连同原因留存',
    advice: {
      en: 'Stations → Unreadable says which station and why: mend the device or its description.',
      zh: '到“站点 → 拒收报文”看是哪个站、什么原因，修正设备或其描述。',
    },
  },
  // -- journal
  'journal-keeping': { en: 'position {position}', zh: '已写到第 {position} 条' },
  'journal-failing': {
    en: 'cannot be written since {sinceAt}: {detail}; readings are not acknowledged',
    zh: '{sinceAt} 起无法写入（{detail}），不再确认数据，设备会保留并重发',
    advice: MEND_THE_DISK,
  },
  'journal-refusing': {
    en: 'readings are not acknowledged: {detail}',
    zh: '暂不确认数据，设备会保留并重发：{detail}',
    advice: MEND_THE_DISK,
  },
  'journal-slow': {
    en: 'the disk is slow: readings wait for their acknowledgement for longer than {limitMs}',
    zh: '磁盘慢：数据等待确认超过 {limitMs}',
    advice: {
      en: 'Nothing is lost. Look at what else uses the disk of the box; replace a disk that stays slow.',
      zh: '数据不会丢。检查本机还有什么程序在占用磁盘；长期如此请更换磁盘。',
    },
  },
  // -- quality
  'quality-well': { en: 'all that came lately passed its checks', zh: '近期数据都通过了质量检查' },
  'quality-flagging': {
    en: '{flagged} {flagged|observation|observations} within five minutes did not pass a check',
    zh: '五分钟内有 {flagged} 个数据没有通过质量检查',
  },
  // -- rules, warnings
  'rules-judging': { en: 'judged up to {position}', zh: '已判定到第 {position} 条' },
  'rules-unsaved': {
    en: 'warnings cannot be saved since {sinceAt}: {detail}',
    zh: '{sinceAt} 起告警无法保存（{detail}）',
    advice: MEND_THE_DISK,
  },
  'rules-behind': {
    en: '{waiting} entries wait to be judged',
    zh: '{waiting} 条数据等待判定，告警会晚',
    advice: {
      en: 'Warnings come late until this is worked off. If it lasts, more comes in than the box can judge: look for a station that sends too fast.',
      zh: '处理完之前告警会晚。持续不降说明来得太多：查看有没有站点发送过快。',
    },
  },
  'rules-broken': {
    en: 'not judged: {rules}',
    zh: '有规则没有判定：{rules}',
    advice: {
      en: 'Open the rule, mend what it says, and save it anew.',
      zh: '打开该规则，按提示修改后重新保存。',
    },
  },
  'warnings-well': {
    en: '{open} {open|warning is|warnings are} open',
    zh: '{open} 个告警未结束',
  },
  // -- call-out
  'callout-ready': { en: 'what is due is done', zh: '到时间的步骤都已执行' },
  'callout-stands': {
    en: 'nobody is called since {sinceAt}: {detail}',
    zh: '{sinceAt} 起没有叫应任何人：{detail}',
    advice: CALL_BY_HAND,
  },
  'callout-set-aside': {
    en: 'nobody is called for the warning {warning}: {detail}',
    zh: '告警 {warning} 没有叫应任何人：{detail}',
    advice: CALL_BY_HAND,
  },
  'callout-stuck': {
    en: 'the call-out {callout} does not go on since {sinceAt}: {detail}',
    zh: '叫应 {callout} 自 {sinceAt} 起停滞：{detail}',
    advice: CALL_BY_HAND,
  },
  'callout-overdue': {
    en: 'steps are overdue: {callouts}',
    zh: '有步骤到时间没有执行：{callouts}',
    advice: CALL_BY_HAND,
  },
  // -- could it warn
  'villages-not-looked-at': {
    en: 'villages are not looked at since {sinceAt}: {detail}',
    zh: '{sinceAt} 起没有检查各村能否预警：{detail}',
  },
  'villages-none': { en: 'no villages are entered', zh: '还没有录入村' },
  'villages-all': { en: 'all of {villages} villages can be warned', zh: '{villages} 个村都能预警' },
  'villages-cannot': {
    en: '{cannot} of {villages} villages cannot be warned',
    zh: '{villages} 个村中有 {cannot} 个不能预警',
    advice: {
      en: 'Call-outs → Blind spots says which, why, and what to do.',
      zh: '到“叫应 → 预警盲区”看是哪些村、什么原因、怎么办。',
    },
  },
  'villages-soon': {
    en: '{soon} of {villages} villages cannot be warned within a day',
    zh: '{villages} 个村中有 {soon} 个一天之内将不能预警',
    advice: {
      en: 'Call-outs → Blind spots says which, why, and what to do.',
      zh: '到“叫应 → 预警盲区”看是哪些村、什么原因、怎么办。',
    },
  },
  'heartbeat-off': {
    en: 'no outside watcher is set up (TOCSIN_HEARTBEAT_URL)',
    zh: '没有设置外部看守（TOCSIN_HEARTBEAT_URL）',
  },
  'heartbeat-first': { en: 'the first beat to {host} is under way', zh: '正在第一次联系 {host}' },
  'heartbeat-heard': {
    en: 'the outside watcher at {host} took a beat at {heardAt}',
    zh: '外部看守 {host} 于 {heardAt} 收到',
  },
  'heartbeat-lost': {
    en: 'the outside watcher at {host} is not reached since {sinceAt}: {detail}',
    zh: '{sinceAt} 起联系不上外部看守 {host}：{detail}',
    advice: {
      en: 'Nobody would notice if the box stopped: look at the network, and at the watcher.',
      zh: '现在系统停了没有人会知道：检查网络和看守服务。',
    },
  },
  'morning-off': {
    en: 'no morning message is sent (TOCSIN_MORNING_MESSAGE=off)',
    zh: '没有设置早间报平安（TOCSIN_MORNING_MESSAGE=off）',
  },
  'morning-none': { en: 'none was sent yet', zh: '还没有发过' },
  'morning-failed': {
    en: 'today’s message was not sent',
    zh: '今天的没有发出去',
    advice: {
      en: 'The overview says why: nobody on duty, or no channel.',
      zh: '原因见值班台：没有人值班，或没有可用的渠道。',
    },
  },
  'morning-sent': {
    en: 'sent on {day} by {channel}, delivery unknown',
    zh: '{day} 经{channel}发出，是否送达未知',
  },
  'morning-delivered': { en: 'sent on {day} by {channel}, delivered', zh: '{day} 经{channel}发出，已送达' },
  // -- history
  'store-stopped': { en: '{store} is not running', zh: '{store}没有运行' },
  'store-opening': { en: '{store} is being opened', zh: '正在打开{store}' },
  'store-complete': { en: '{store} has everything', zh: '{store}数据齐全' },
  'store-current': {
    en: '{store} is current; {waiting} journal {waiting|entry waits|entries wait}',
    zh: '{store}跟得上，{waiting} 条等待写入',
  },
  'store-failing': {
    en: '{store} has taken nothing for {lastingMs} ({detail}); {waiting} journal {waiting|entry waits|entries wait} and will be shipped once it does',
    zh: '{store}已 {lastingMs}没有接收数据（{detail}）；{waiting} 条在日志里等着，恢复后补送',
    advice: {
      en: 'Nothing is lost, and warnings go on. Mend it; the rest is shipped by itself. The journal keeps what waits for as long as the disk has room.',
      zh: '数据不会丢，告警照常。修复后会自动补送；磁盘够用时日志一直留着。',
    },
  },
  'store-unknown': {
    en: '{store} has taken nothing for {lastingMs} ({detail}); journal entries wait and will be shipped once it does',
    zh: '{store}已 {lastingMs}没有接收数据（{detail}）；数据在日志里等着，恢复后补送',
    advice: {
      en: 'Nothing is lost, and warnings go on. Mend it; the rest is shipped by itself. The journal keeps what waits for as long as the disk has room.',
      zh: '数据不会丢，告警照常。修复后会自动补送；磁盘够用时日志一直留着。',
    },
  },
  'store-behind': {
    en: '{store} is slower than readings come in, for {lastingMs}; {waiting} journal {waiting|entry waits|entries wait}',
    zh: '{store}写得比来得慢，已 {lastingMs}；{waiting} 条等待写入',
    advice: {
      en: 'Charts lag behind, warnings do not. After an outage it works off what has waited; if it lasts, the store needs a faster disk or machine.',
      zh: '曲线会晚，告警不晚。中断之后会慢慢补齐；长期如此说明存储的磁盘或机器太慢。',
    },
  },
  'store-lost': {
    en: '{store} misses {lost} journal {lost|entry|entries} that had been pruned before they could be shipped',
    zh: '{store}缺 {lost} 条：送出之前已从日志清除',
    advice: {
      en: 'What is missing there cannot be fetched again. The disk was too full to wait for it: give the box more room.',
      zh: '缺的补不回来。当时磁盘不够，等不到它恢复：请给本机扩容。',
    },
  },
  'store-refused': {
    en: '{store} refused {refused} {refused|observation|observations} for good; they lie in {file} in the data folder, the newest since {refusedAt}',
    zh: '{store}拒收 {refused} 个数据，已存入数据目录的 {file}，最近一次 {refusedAt}',
    advice: {
      en: 'All else goes on. The log says what it objected to; the file is line protocol and can be written to it again.',
      zh: '其他数据照常。拒收原因见日志；该文件为行协议格式，可以重新写入。',
    },
  },
  'history-kept': {
    en: 'raw values are kept {rawFor}, hourly ones {hourlyFor}, daily ones {dailyFor}',
    zh: '原始数据保存{rawFor}，小时数据保存{hourlyFor}，日数据保存{dailyFor}',
  },
  'history-compacted': {
    en: 'compacted up to {upTo}; raw values are kept {rawFor}, hourly ones {hourlyFor}, daily ones {dailyFor}',
    zh: '已整理到 {upTo}；原始数据保存{rawFor}，小时数据保存{hourlyFor}，日数据保存{dailyFor}',
  },
  'days-not-compacted': {
    en: 'days that are over have not been compacted for {lastingMs}: {detail}',
    zh: '过去的日子已 {lastingMs}没有整理：{detail}',
    advice: {
      en: 'Charts of long ago are slow, and the disk fills faster. Look at the room on the disk, and at the log.',
      zh: '很久以前的曲线会慢，磁盘也占得快。检查磁盘空间和日志。',
    },
  },
  // -- other ways in and out
  'county-reading': { en: 'databases read: {readers}', zh: '读取 {readers} 个数据库' },
  'county-paused': {
    en: 'databases read: {readers}, paused: {paused}',
    zh: '读取 {readers} 个数据库，暂停 {paused} 个',
  },
  'county-failing': {
    en: '{failing} of {readers} hydrology databases cannot be read',
    zh: '{readers} 个水文数据库中有 {failing} 个读不到',
    advice: {
      en: 'Stations → Databases says which and why. What was missed is read once it can be again.',
      zh: '到“站点 → 数据库”看是哪个、什么原因。恢复后会补读。',
    },
  },
  'outgoing-told': {
    en: '{told} other {told|system is|systems are} told, {paused} paused',
    zh: '通知 {told} 个外部系统，{paused} 个已暂停',
  },
  'outgoing-failing': {
    en: '{failing} of {targets} other systems cannot be told; {waiting} {waiting|event waits|events wait}, {aside} were refused',
    zh: '{targets} 个外部系统中有 {failing} 个无法通知；{waiting} 个事件等待，{aside} 个被拒收',
    advice: {
      en: 'No warning depends on it. Test them under System, Data in and out; what waits is sent once they answer.',
      zh: '不影响告警。在“系统 · 数据交换”里测试；恢复后自动补发。',
    },
  },
  'outgoing-refused': {
    en: '{aside} {aside|event was|events were} refused by other systems and {aside|waits|wait} for a decision',
    zh: '{aside} 个事件被外部系统拒收，等待处理',
    advice: {
      en: 'No warning depends on it. Send them again or drop them under System, Data in and out.',
      zh: '不影响告警。在“系统 · 数据交换”里重发或放弃。',
    },
  },
  'flows-off': { en: 'Node-RED is switched off (TOCSIN_FLOWS)', zh: 'Node-RED 已关闭（TOCSIN_FLOWS）' },
  'flows-starting': { en: 'Node-RED is starting', zh: 'Node-RED 正在启动' },
  'flows-running': { en: 'Node-RED is running', zh: 'Node-RED 正在运行' },
  'flows-busy': {
    en: 'flows have kept a processor busy for {busyMs}',
    zh: '流程已占满一个处理器 {busyMs}',
    advice: {
      en: 'No warning depends on it. Look for a loop in the flows.',
      zh: '不影响告警。检查流程里有没有死循环。',
    },
  },
  'flows-restarting': {
    en: 'Node-RED has ended{why}; it is started again at {nextAt}',
    zh: 'Node-RED 已退出{why}，{nextAt} 重新启动',
    advice: { en: 'No warning depends on it.', zh: '不影响告警。' },
  },
  'flows-safe-mode': {
    en: 'Node-RED ended again and again{why}; it runs without its flows until they are deployed or it is restarted',
    zh: 'Node-RED 一再退出{why}，现在不带流程运行，直到重新部署或重启',
    advice: {
      en: 'No warning depends on it. Mend the flows in its editor, and deploy them.',
      zh: '不影响告警。在编辑器里修正流程并重新部署。',
    },
  },
  // -- live, console
  'live-serving': { en: '{clients} {clients|console|consoles} connected', zh: '{clients} 个网页在线' },
  'console-well': { en: 'requests are answered', zh: '网页请求正常' },
  'console-failing': {
    en: '{failures} {failures|request|requests} could not be answered within five minutes',
    zh: '五分钟内有 {failures} 个网页请求出错',
    advice: { en: 'The log says what failed (http.failed).', zh: '错误内容见日志（http.failed）。' },
  },
  // -- the machine
  'disk-free': { en: '{mebibytes} MiB free', zh: '剩余 {mebibytes} MiB' },
  'disk-lasting': {
    en: '{mebibytes} MiB free, full in about {days} {days|day|days} at the present growth',
    zh: '剩余 {mebibytes} MiB，按目前的增长约 {days} 天后用尽',
  },
  'disk-filling': {
    en: '{mebibytes} MiB free, full in about {days} {days|day|days} at the present growth; make room in time',
    zh: '剩余 {mebibytes} MiB，按目前的增长约 {days} 天后用尽，请及早清理或扩容',
    advice: {
      en: 'Make room, enlarge the disk, or keep raw values for a shorter time.',
      zh: '清理、扩容，或缩短原始数据保存期。',
    },
  },
  'disk-scarce': {
    en: '{mebibytes} MiB free; make room in time',
    zh: '剩余 {mebibytes} MiB，请及早清理或扩容',
    advice: {
      en: 'Make room, enlarge the disk, or keep raw values for a shorter time.',
      zh: '清理、扩容，或缩短原始数据保存期。',
    },
  },
  'disk-low': {
    en: 'only {mebibytes} MiB free; make room before readings are refused',
    zh: '只剩 {mebibytes} MiB，再少就要停止接收数据',
    advice: {
      en: 'Make room on the disk of the data folder, or move it to a larger one.',
      zh: '清理数据目录所在的磁盘，或换更大的磁盘。',
    },
  },
  'disk-short': {
    en: '{mebibytes} MiB free; readings are not acknowledged until there is more',
    zh: '只剩 {mebibytes} MiB，腾出空间之前不再确认数据',
    advice: {
      en: 'Make room on the disk of the data folder now; it goes on by itself.',
      zh: '请立即清理数据目录所在的磁盘，之后自动恢复。',
    },
  },
  'loop-well': { en: 'work waits for {delayMs} at most', zh: '任务最多等 {delayMs}' },
  'loop-slow': {
    en: 'the box is overloaded: for a minute work has waited for more than {limitMs} again and again',
    zh: '本机过载：一分钟来任务一再等待超过 {limitMs}',
    advice: {
      en: 'Warnings come late. Look at what else runs on the box; end back-tests and large exports.',
      zh: '告警会晚。检查本机还在运行什么，停掉回测和大的导出。',
    },
  },
  'clock-well': { en: 'runs without steps', zh: '走时平稳' },
  'clock-stepped': {
    en: 'was set by {byMs} {direction} at {steppedAt}',
    zh: '{steppedAt} 被调{direction} {byMs}',
    advice: {
      en: 'If nobody set it on purpose, look at the time service (NTP) of the box. Warnings go by it.',
      zh: '如果不是有人调整，检查本机的时间同步（NTP）。告警依靠本机时钟。',
    },
  },
  'clock-slow': {
    en: '{ahead} of {heard} stations are ahead of the clock of the box: it is probably slow',
    zh: '{heard} 个站点中有 {ahead} 个的时间比本机快：本机时钟可能慢了',
    advice: {
      en: 'Compare the clock at the foot of the console with a right one, and set up NTP.',
      zh: '把页面底部的时钟和标准时间对一下，设置时间同步（NTP）。',
    },
  },
} as const satisfies Record<string, Saying>

export type PartCode = keyof typeof PART_SAYINGS
/** What fills the places of a saying. */
export type PartValues = Readonly<Record<string, string | number>>

const STORES: Readonly<Record<string, Words>> = {
  history: { en: 'The history', zh: '历史库' },
  influx: { en: 'InfluxDB', zh: 'InfluxDB ' },
}
const DIRECTIONS: Readonly<Record<string, Words>> = {
  forward: { en: 'forward', zh: '快' },
  back: { en: 'back', zh: '慢' },
}
const PLACE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g

export function isPartCode(code: string): code is PartCode {
  return Object.hasOwn(PART_SAYINGS, code)
}

/** How a part fares, in words. `moment` writes a time as whoever reads it does. */
export function partText(
  code: PartCode,
  values: PartValues,
  language: Language,
  moment: (at: Instant) => string,
): string {
  return PART_SAYINGS[code][language].replace(
    PLACE,
    (_place, name: string, one?: string, several?: string) => {
      const value = values[name] ?? ''
      if (one !== undefined) return (value === 1 ? one : several) ?? ''
      if (name === 'store') return STORES[value]?.[language] ?? String(value)
      if (name === 'direction') return DIRECTIONS[value]?.[language] ?? String(value)
      if (typeof value !== 'number') return language === 'zh' ? chineseCause(value) : value
      if (name.endsWith('At')) return moment(value)
      if (name.endsWith('Ms')) return lasting(value, language)
      if (name.endsWith('For')) return keptFor(value, language)
      return value.toLocaleString('en')
    },
  )
}

/** What to do about it; undefined where nothing has to be done. */
export function partAdvice(code: PartCode, language: Language): string | undefined {
  const saying: Saying = PART_SAYINGS[code]
  return saying.advice?.[language]
}

function lasting(length: DurationMs, language: Language): string {
  return length < 1000 ? `${Math.round(length)} ms` : elapsedText(Math.floor(length / 1000) * 1000, language)
}

const YEAR: DurationMs = 365 * DAY

/** In the unit that it was set in. */
function keptFor(length: DurationMs, language: Language): string {
  if (length === 0) return language === 'zh' ? '永久' : 'for ever'
  const [count, zh, en] =
    length % YEAR === 0
      ? [length / YEAR, '年', 'year']
      : length % DAY === 0
        ? [length / DAY, '天', 'day']
        : [length / HOUR, '小时', 'hour']
  return language === 'zh' ? ` ${count} ${zh}` : `for ${count} ${en}${count === 1 ? '' : 's'}`
}

/** What machines say of a failure, in front of what they say themselves: whoever mends it needs both. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, '对方拒绝连接'],
  [/ETIMEDOUT|[Tt]imed? ?out|no answer within/, '等不到答复'],
  [/ENOTFOUND|EAI_AGAIN/, '找不到该地址'],
  [/ECONNRESET|EPIPE|socket hang up|other side closed/, '连接中断'],
  [/EHOSTUNREACH|ENETUNREACH/, '网络不通'],
  [/ENOSPC|database or disk is full|No space left/, '磁盘已满'],
  [/EIO|disk I\/O error/, '磁盘读写出错'],
  [/warnings cannot be saved/, '告警无法保存'],
  [/disk short/, '磁盘空间不足'],
  [/^it answered \d|^HTTP \d|: \d{3}\b/, '对方答复出错'],
]

function chineseCause(said: string): string {
  const cause = CAUSES.find(([pattern]) => pattern.test(said))
  return cause === undefined ? said : `${cause[1]}：${said}`
}
