import type { Language } from '@tocsin/core'
import { said, type Words } from './said-in-chinese.ts'

/** Why the gateway refuses, in general; then of single things. */
const REFUSALS: Words = [
  [
    /Failed to fetch|Load failed|NetworkError when attempting to fetch resource\./,
    '连不上服务器，请稍后再试',
  ],
  [/The request does not have the expected shape|The request makes no sense/, '填写有误，没有保存'],
  [/The request cannot be read/, '服务器读不懂这个请求'],
  [/The request is too large|The file is too large/, '内容太大'],
  [/Your role does not allow this/, '您的角色不能做这件事'],
  [/This needs the role (\S+); yours is (\S+)/, '这件事需要更高的角色，您的角色不能做'],
  [/Too many requests; try again later/, '请求太多，请稍后再试'],
  [/There is no such thing|No such .+/, '已经不存在'],
  [/The warning is closed|closed at .+/, '告警已关闭'],
  [/The user name or the password is wrong/, '用户名或密码不对'],
  [/The current password is wrong/, '现在的密码不对'],
  [/Something went wrong here; the log says what/, '服务器内部出错，原因在运行日志里'],
  [/Something depends on it/, '还有别的内容在用它'],
  [/Something changed meanwhile; look again/, '刚才已有人改过，请刷新后再看'],
  [/Sign in first/, '请先登录'],
  [/Not now/, '现在不能做'],
  [/It takes too long/, '用时太长，已停止'],
  [/It is too late for that/, '已经晚了，不能再做'],
  [/It exists already/, '已经有了'],
  [/Busy|It is being switched/, '正在处理，请稍后再试'],
  [/Another site may not do this in your name/, '请从本系统的页面操作'],
  [/(?:User |Station |Loudspeaker )?(\S+) exists(?: already)?/, '「$1」已经有了'],
  [/There is an? (?:user|target|channel|hydrology database) (\S+) already/, '「$1」已经有了'],
  [/There are (\d+) targets already/, '已有 $1 个，不能再加'],
  [/No version (\S+)|Rule \S+ has no version (\S+)/, '没有这个版本'],
  [/No (?:warning|call-out) (\S+)/, '没有这条记录，可能已被清理'],
  [
    /No (?:station|rule|loudspeaker|import|user|table|plan|outgoing target|note|hydrology database|token|shift|reply|place|person|link|household|channel|area) (\S+?)(?:,? (?:or|of|to) .+)?/,
    '「$1」不存在，可能已被移除',
  ],
  [/(\S+) is used/, '「$1」正在使用'],
  [/It still has .+/, '其下还有人员、站点或其他内容，先移走再删'],
  [/(.+) is on a shift of \S+/, '$1 还排在值班表里'],
  [/(.+) sends through it/, '「$1」经它发送'],
  [/Swaps or hand-overs of .+ are kept/, '这个班次有换班或交接记录，要保留'],
  [/.+ has its hand-over already/, '这个班次已有交接单'],
  [/(.+) has read it/, '$1 已经看过'],
  [/The outgoing side signs first/, '先由交班人签字'],
  [/Nobody hands over to themselves/, '不能自己交给自己'],
  [/Nothing is handed over so/, '这样不能交接'],
  [/The demonstration reaches no real channel/, '模拟演示期间不能设置真实渠道'],
  [/There are stations/, '已经有站点，不能开始演示'],
  [/a call-out is going on/, '正在叫应，稍后再做'],
  [/It would reach nobody/, '这样一个人也叫不到'],
  [
    /Only the person who is called answers, at a console where they are signed in/,
    '只有被叫应的本人登录后才能在这里应答',
  ],
  [/Not an outcome of this call: .+/, '这个结果与这次呼叫不符'],
  [/The (?:rule|table|plan) makes no sense/, '内容有误，没有保存'],
  [/The file has faults; nothing was saved/, '文件有错，一条也没有保存'],
  [
    /The (?:person|household|channel|report|map) cannot be (?:saved|set up|taken|shown) so|It cannot be (?:taken|set up|recorded|read) so/,
    '填写有误，没有保存',
  ],
  [/The areas make no tree/, '区域的上下级不成树'],
  [/The device would not be understood/, '这样读不懂设备的报文'],
  [
    /Two documents are being written already; try again|Another file is being read; try again/,
    '正在处理另一个文件，请稍后再试',
  ],
  [/No room for a file.*/, '磁盘空间不够'],
  [/The range is empty|No (?:statistics|course) of this period/, '这段时间没有数据'],
  [
    /The scenario cannot be played|Another scenario is being played; try again in a moment/,
    '现在不能回放，请稍后再试',
  ],
  [/Nobody is known by this id/, '没有这个人'],
]

/** Why another machine is not reached. */
const CONNECTIONS: Words = [
  [/(?:connect |read )?ECONNREFUSED(?: (\S+))?/, '对方没有接受连接（$1）'],
  [/(?:connect |read )?(?:ETIMEDOUT|timed out|timeout)(?: (\S+))?/, '连接超时'],
  [/(?:connect )?(?:EHOSTUNREACH|ENETUNREACH)(?: (\S+))?/, '网络不通（$1）'],
  [/(?:read |write )?(?:ECONNRESET|EPIPE)|socket hang up|fetch failed/, '连接中断'],
  [/getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (\S+)/, '找不到主机 $1'],
  [/(?:answered )?(?:HTTP )?([45]\d\d)(?: .*)?/, '对方拒绝，状态码 $1'],
  [/self-signed certificate.*|unable to verify .*/, '证书不被信任'],
]

/** Why what was sent or brought cannot be read. */
const UNREADABLE: Words = [
  [/not JSON; expected .+/, '不是 JSON；应为 {"ts": …, "values": {…}} 或它们的数组'],
  [/(\d+) items; expected at most (\d+) in one payload/, '一次 $1 条，最多 $2 条'],
  [/an empty array; expected at least one item/, '空数组，至少一条'],
  [/empty; expected at least one value/, '没有数值'],
  [/not a time; expected .+/, '时间读不懂；应为毫秒时间戳，或带时区的 ISO 8601'],
  [/no such datastream; this station has: (.*)/, '没有这个数据流；本站有：$1'],
  [/people read this one; a device cannot report it/, '这一项由人工观测，设备不能上报'],
  [/too large to be a number; expected .+/, '数值太大'],
  [/(?:a |an )?(\S+); expected a number.*/, '不是数字'],
  [/(?:a |an )?(\S+); expected \{"ts".+/, '应为 {"ts": …, "values": {…}}'],
  [/and (\d+) more in the same frame/, '同一报文还有 $1 处'],
  [/half a frame; the rest never came|half a frame before a whole one/, '报文不完整，后半段没有到'],
  [/"(.*)" is no number/, '「$1」不是数字'],
  [/is no number/, '不是数字'],
  [/the row ends before it/, '这一行列数不够'],
  [/"(.*)" is not written as (.+)/, '时间「$1」与格式 $2 不符'],
  [/"(.*)" is no time such as (.+)/, '「$1」不是时间，应如 $2'],
  [/"(.*)" is no time that there is/, '「$1」这个时刻不存在'],
  [/"(.*)" says no zone, and none is given/, '「$1」没有时区，也没有指定时区'],
  [/no station (?:here )?has (.+)/, '没有数据流 $1'],
  [/"?(\S+?)"? does not convert to (.+)/, '单位 $1 不能换算成 $2'],
  [/(?:a |an )?packet of (\d+) bytes; at most (\d+) are taken/, '报文 $1 字节，最多 $2 字节'],
]

const ALL = [...REFUSALS, ...CONNECTIONS, ...UNREADABLE]

/** Why something is refused, fails or cannot be read, in the language of the console; another program's own words stay as they are. */
export function refusalWords(text: string, language: Language): string {
  return (language === 'zh' ? said(ALL, text) : undefined)?.replace('（）', '') ?? text
}
