declare const reason: unique symbol
/** A sentence that `say` has said: nothing else may stand as the reason of a codec. */
export type Reason = string & { readonly [reason]: true }

/**
 * Why something could not be read: every reason that a codec or a way in gives, by its code, in English and in Chinese. What is in braces is told when it
 * is said. In the journal and on the wire a reason is its English sentence; `reasonIn` finds its code again and says it in another language.
 */
export const REASONS = {
  crc: ['CRC is {found}, computed {expected}', 'CRC 校验为 {found}，应为 {expected}'],
  cs: ['CS is {found}, computed {expected}', '校验 CS 为 {found}，应为 {expected}'],
  'half-frame-never': ['half a frame; the rest never came', '半个帧，其余部分一直没有到'],
  'half-frame-before': ['half a frame before a whole one', '完整帧之前有半个帧'],
  'no-frame': ['no frame', '不是一个帧'],
  'no-frame-of': ['no frame of {protocol} begins here', '此处不是 {protocol} 帧的开头'],
  more: ['and {count} more in the same frame', '同一帧中还有 {count} 处'],
  missing: ['missing', '缺失'],
  'time-missing': ['missing; the time of receipt is taken', '缺失，以接收时间为准'],
  'no-decimal-digits': ['no decimal digits', '不是十进制数字（BCD）'],
  'no-decimal-number': ['no decimal number', '不是十进制数'],
  'decimal-number': ['expected a decimal number', '应为十进制数'],
  'no-value': ['{mark} says that there is no value', '{mark} 表示无值'],
  'no-number': ['{value}, no number', '{value}，不是数值'],
  'too-large': ['too large to be a number', '数值过大'],
  'too-large-finite': ['too large to be a number; expected a finite one', '数值过大，应为有限的数'],
  'goes-on': ['{bytes} bytes; the frame goes on', '只有 {bytes} 字节，帧还没有完'],
  'bytes-by-length': [
    '{bytes} bytes, {stated} by the length in the frame',
    '共 {bytes} 字节，而帧内长度说明为 {stated} 字节',
  ],
  'goes-down-station': [
    'a frame that goes down to a station; this is the centre',
    '这是下发给遥测站的下行帧，而本机是中心站',
  ],
  'goes-down-terminal': [
    'a frame that goes down to a terminal; this is the centre',
    '这是下发给终端的下行帧，而本机是中心站',
  ],
  'not-read-here': ['{function} is not read here', '不读取功能码 {function}'],
  'picture-not-kept': ['a picture is not kept', '图片不保存'],
  'no-sl651': [
    'no frame begins here; expected 7E7E or SOH, and STX or SYN behind the head',
    '此处不是帧头；应为 7E7E 或 SOH，帧头之后应为 STX 或 SYN',
  ],
  'no-end': ['no end character where the length says; wrong length', '按长度应结束处没有结束符，长度错误'],
  'end-character': [
    'end character {found}; expected {expected} where the length says',
    '结束符为 {found}；按长度此处应为 {expected}',
  ],
  'after-syn': [
    '{bytes} bytes after SYN; expected the count and the number of the packet',
    'SYN 之后只有 {bytes} 字节；应有包总数和包序号',
  ],
  'packet-number': [
    'packet {packet} of {packets}; expected 1 to the count',
    '第 {packet} 包，共 {packets} 包；序号应为 1 到总数',
  ],
  'packets-too-large': ['more than {bytes} bytes in packets; given up', '分包总长超过 {bytes} 字节，已放弃'],
  'packet-missing': [
    'packet {packet} of {packets} never came, asked for {times} times; {others} packets given up',
    '共 {packets} 包中的第 {packet} 包一直没有到，已要求重发 {times} 次；已到的 {others} 包放弃',
  ],
  'short-body': [
    '{bytes} bytes; expected serial number and sending time',
    '正文只有 {bytes} 字节；应有流水号和发报时间',
  ],
  'ascii-serial': [
    'expected four hexadecimal digits of a serial number, and twelve digits of a time',
    '应为四位十六进制流水号和十二位时间',
  ],
  'rest-unread': [
    '{bytes} bytes from here on cannot be read; what stands before them is kept',
    '自此处起 {bytes} 字节读不懂；之前的内容已保留',
  ],
  'bytes-too-many': ['{bytes} bytes more than this function has', '比该功能码规定的多 {bytes} 字节'],
  'series-count': [
    '{count} values; expected {expected}, one each five minutes',
    '有 {count} 个值；应为 {expected} 个，每 5 分钟一个',
  ],
  'step-digits': [
    'no decimal digits; the values behind it cannot be placed in time',
    '不是十进制数字；其后的值无法确定时间',
  ],
  'bytes-announced': [
    '{announced} bytes announced, {there} there',
    '说明有 {announced} 字节，实有 {there} 字节',
  ],
  'hex-digits': ['expected {count} hexadecimal digits', '应为 {count} 位十六进制数字'],
  'number-or-m': ['expected a decimal number, or M', '应为十进制数或 M'],
  'no-identifier': [
    'no identifier of table C.1; passed over with its data',
    '不是表 C.1 的标识符；连同其数据跳过',
  ],
  'values-behind': [
    'no date and time of day; the values behind it cannot be placed',
    '不是有效的日期时间；其后的值无法确定时间',
  ],
  'values-unplaced': [
    'no date and time of day; the values cannot be placed',
    '不是有效的日期时间；各值无法确定时间',
  ],
  'split-order': [
    'frame with {left} left behind one with {before}; the report is given up',
    '拆分帧剩余数为 {left}，上一帧为 {before}；该报文放弃',
  ],
  'no-16h': ['no 16H where the length says; wrong length', '按长度应结束处不是 16H，长度错误'],
  'no-szy206': [
    'no frame; expected 68 L 68 with L of {least} or more',
    '不是帧；应为 68 L 68，且 L 不小于 {least}',
  ],
  'length-otherwise': [
    '{bytes} bytes; the length in the frame says otherwise',
    '共 {bytes} 字节，与帧内长度不符',
  ],
  'ends-with': ['ends with {found}; expected 16', '以 {found} 结束；应为 16'],
  'short-data': [
    '{bytes} bytes of data; expected values, alarm, state',
    '数据只有 {bytes} 字节；应有数值、报警和状态',
  ],
  'short-data-time': [
    '{bytes} bytes of data; expected values, alarm, state and time',
    '数据只有 {bytes} 字节；应有数值、报警、状态和时间',
  ],
  'no-whole-value': [
    '{bytes} bytes that are no whole value of {all}, or whose order is not known here',
    '{all} 字节中有 {bytes} 字节不成一个值，或其次序未知',
  ],
  'tag-time': ['no time of day and date; the time of receipt is taken', '不是有效的时刻和日；以接收时间为准'],
  'no-length-digits': ['no four digits of a length behind ##', '## 之后不是四位数字的长度'],
  'no-line-end': [
    'length is {stated}, no CR LF where it ends',
    '长度为 {stated}，按此长度结束处没有回车换行',
  ],
  'line-ends': [
    'length is {stated}, the line ends after {found}',
    '长度为 {stated}，而该行在 {found} 字节后结束',
  ],
  'no-hj212': ['no frame; expected ## and four digits of a length', '不是帧；应为 ## 和四位数字的长度'],
  'no-such-flag': ['no such flag; the value is taken as it is', '没有这样的数据标记；数值按原样采用'],
  flag: ['flag {flag}: {word}', '数据标记 {flag}：{word}'],
  'nobody-asked': ['an answer that nobody asked for', '没有查询而来的应答'],
  'bytes-nobody-asked': ['bytes that nobody asked for', '没有查询而来的字节'],
  transaction: ['transaction {found}; expected {expected}', '事务标识为 {found}；应为 {expected}'],
  unit: ['unit {found}; expected {expected}', '从站地址为 {found}；应为 {expected}'],
  function: ['function {found}; expected {expected}', '功能码为 {found}；应为 {expected}'],
  'no-registers': ['no registers in it', '其中没有寄存器'],
  'bytes-expected': ['{found} bytes; expected {expected}', '{found} 字节；应为 {expected} 字节'],
  'bytes-announced-expected': [
    '{found} bytes announced; expected {expected}',
    '说明有 {found} 字节；应为 {expected} 字节',
  ],
  'bytes-or-more': ['{found} bytes; expected {least} or more', '{found} 字节；应不少于 {least} 字节'],
  exception: ['exception {code}: {word}', '异常码 {code}：{word}'],
  'modbus-length': ['length is {found}; expected 2 to 254', '长度为 {found}；应为 2 到 254'],
  'protocol-id': ['protocol {found}; expected 0', '协议标识为 {found}；应为 0'],
  'length-follows': ['length is {stated}, {found} bytes follow', '长度为 {stated}，其后有 {found} 字节'],
  'no-utf8': ['no UTF-8', '不是 UTF-8 编码'],
  'no-json': ['no JSON', '不是 JSON'],
  null: ['null', '空值 null'],
  'kind-number': ['{kind}; expected a number', '{kind}；应为数值'],
  'kind-string': ['{kind}; expected a string', '{kind}；应为字符串'],
  'kind-array': ['{kind}; expected an array', '{kind}；应为数组'],
  'kind-object': ['{kind}; expected an object', '{kind}；应为对象'],
  'kind-record': ['{kind}; expected a record', '{kind}；应为一条记录'],
  'kind-records': ['{kind}; expected an array of records', '{kind}；应为记录的数组'],
  'kind-rows': ['{kind}; expected an array of rows', '{kind}；应为行的数组'],
  'kind-event': ['{kind}; expected an event', '{kind}；应为一个事件'],
  'kind-devices': ['{kind}; expected an object of arrays by device', '{kind}；应为按设备列出数组的对象'],
  'kind-table': ['{kind}; expected {tables}', '{kind}；应为 {tables}'],
  'empty-records': ['an empty array; expected at least one record', '空数组；应至少有一条记录'],
  'records-many': ['{count} records; expected at most {most}', '有 {count} 条记录；最多 {most} 条'],
  'rows-many': ['{count} rows; expected at most {most}', '有 {count} 行；最多 {most} 行'],
  'items-many': ['{count} items; expected at most {most}', '有 {count} 项；最多 {most} 项'],
  'must-understand': ['"{label}" must be understood and is not', '“{label}”是必须理解的标签，而此处不理解'],
  version: ['version {version}; expected {expected} or less', '版本为 {version}；应不大于 {expected}'],
  'senml-no-value': ['no value; expected one of v, vs, vb, vd, s', '没有值；应有 v、vs、vb、vd、s 之一'],
  'senml-several': ['{labels}; expected one of them', '同时有 {labels}；只能有其中之一'],
  'senml-name': [
    'no name; expected letters, digits and - : . / _ only',
    '不是名称；只能有字母、数字和 - : . / _',
  ],
  'senml-time': ['no time; expected seconds', '不是时间；应为秒数'],
  'too-deep': ['more than {most} objects deep', '对象嵌套超过 {most} 层'],
  'values-many': ['more than {most} values', '超过 {most} 个值'],
  'no-eui': ['no deviceInfo with a devEui', '没有带 devEui 的 deviceInfo'],
  'no-object': [
    'missing; expected what the codec of the ChirpStack device profile decodes',
    '缺失；应有 ChirpStack 设备配置中的编解码器解出的内容',
  ],
  rfc3339: ['no RFC 3339 time; the time of receipt is taken', '不是 RFC 3339 时间；以接收时间为准'],
  epoch: ['no time; expected epoch milliseconds', '不是时间；应为毫秒时间戳'],
  'no-stcd': ['no STCD; expected the code of a station', '没有 STCD；应为测站编码'],
  'local-time': ['no local time; expected YYYY-MM-DD HH:mm:ss', '不是本地时间；应为 YYYY-MM-DD HH:mm:ss'],
  'number-in': ['{value}; expected a number in {unit}', '{value}；应为以 {unit} 计的数值'],
  'payload-no-json': [
    'not JSON; expected {"ts": …, "values": {…}} or an array of them',
    '不是 JSON；应为 {"ts": …, "values": {…}} 或其数组',
  ],
  'payload-items': [
    '{count} items; expected at most {most} in one payload',
    '有 {count} 项；一次最多 {most} 项',
  ],
  'payload-empty': ['an empty array; expected at least one item', '空数组；应至少有一项'],
  'payload-item': ['{kind}; expected {"ts": …, "values": {…}}', '{kind}；应为 {"ts": …, "values": {…}}'],
  'payload-values': [
    '{kind}; expected an object of numbers by datastream name',
    '{kind}；应为按要素名列出数值的对象',
  ],
  'payload-no-values': ['empty; expected at least one value', '为空；应至少有一个值'],
  'payload-time': [
    'not a time; expected epoch milliseconds, or ISO 8601 with an offset',
    '不是时间；应为毫秒时间戳，或带时区偏移的 ISO 8601',
  ],
  'no-such-datastream': ['no such datastream; this station has: {names}', '没有这个要素；该站有：{names}'],
  manual: ['people read this one; a device cannot report it', '该要素由人工观测；设备不能上报'],
  'increment-time': [
    'missing; an increment needs its time, or a redelivery would count as a second tip',
    '缺失；增量必须带时间，否则重发会被当作又一次翻斗',
  ],
  'increment-no-time': [
    'no time; an increment needs its time, or a redelivery would count as a second tip',
    '没有时间；增量必须带时间，否则重发会被当作又一次翻斗',
  ],
  'no-station': ['no station is registered under the code {code}', '没有以编码 {code} 登记的站'],
  'test-report': [
    'a test report with {count} values; shown and not judged',
    '测试报，含 {count} 个值；只显示，不参与研判',
  ],
  'count-of': ['{count} of {total} values: {reason}', '{total} 个值中有 {count} 个：{reason}'],
  'unit-unknown': [
    'in {unit}; expected {expected}, or a scale in the device profile',
    '单位为 {unit}；应为 {expected}，或在设备型式中给出换算系数',
  ],
  foreign: [
    'no station under this code is {account}, or names {uplink} as its uplink',
    '以此编码登记的站不是 {account}，也没有以 {uplink} 为上行站',
  ],
  'nothing-wanted': [
    'none of its elements belongs to a datastream of this station, by its device profile',
    '按设备型式，其中没有一个属于该站的要素',
  ],
  polling: ['{endpoint}: {reason}', '{endpoint}：{reason}'],
  'no-answer': ['no answer within {seconds} s', '{seconds} 秒内没有应答'],
  closed: ['the connection was closed', '连接已断开'],
  'connect-late': ['not connected within {seconds} s', '{seconds} 秒内没有连上'],
  'connect-refused': ['connect ECONNREFUSED {address}', '{address} 拒绝连接（ECONNREFUSED）'],
  'connect-unreachable': ['connect EHOSTUNREACH {address}', '无法到达 {address}（EHOSTUNREACH）'],
  'connect-timeout': ['connect ETIMEDOUT {address}', '连接 {address} 超时（ETIMEDOUT）'],
  'no-such-host': ['getaddrinfo ENOTFOUND {address}', '找不到主机 {address}（ENOTFOUND）'],
} as const satisfies Readonly<Record<string, readonly [en: string, zh: string]>>
export type ReasonCode = keyof typeof REASONS

/** Says a reason in English. `clause`: what of a standard was broken; it ends the sentence. */
export function say(
  code: ReasonCode,
  values: Readonly<Record<string, string | number>> = {},
  clause?: string,
): Reason {
  const told = REASONS[code][0].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
  return cited(told as Reason, clause)
}

/** A reason with the clause that was broken. */
export function cited(reason: Reason, clause: string | undefined): Reason {
  return clause === undefined ? reason : (`${reason} (${clause})` as Reason)
}
