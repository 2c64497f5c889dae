import type { Language } from '@tocsin/core'

/** What the gateway writes, and the same in Chinese; `$1` is what its pattern found. Beginnings first: a longer pattern before a shorter one. */
type Words = readonly (readonly [RegExp, string])[]

const MESSAGES: Words = [
  [/a rule that wakes people must say what is to be done/, '会叫醒人的规则必须写明处置建议'],
  [/no level is set/, '至少填一个等级'],
  [/covers nothing/, '没有选适用范围'],
  [/everything cannot be narrowed/, '「全部」不能再加限制'],
  [
    /named datastreams cannot be narrowed by area, property or tag/,
    '指定了数据流，就不能再按区域、要素、标签限制',
  ],
  [/"(.*)" is no time zone/, '「$1」不是时区'],
  [/"(.*)" is no day/, '「$1」不是日期'],
  [/(\S+) to (\S+) is no season/, '$1 到 $2 不是一段汛期'],
  [/"(.*)" is no time of day/, '「$1」不是时刻'],
  [/has no length/, '起止相同'],
  [/names a day that is none/, '没有这个星期'],
  [/"" is no duration/, '请填时长'],
  [/"(.*)" is no duration/, '「$1」不是时长'],
  [/(\S+) is no window to look back over/, '$1 不能作时段'],
  [/(\S+) is no window to sum rain over/, '$1 不能作累计时段'],
  [/(\S+) mm of rain is no threshold/, '$1 mm 不能作雨量阈值'],
  [/(\S+) is no threshold/, '$1 不是阈值'],
  [/(\S+) is no count of readings/, '$1 不是读数个数'],
  [/(\S+) is no count of stations/, '$1 不是站点个数'],
  [/(\S+) would clear the very value that raises at (\S+)/, '$1 会让刚触发（$2）的值立即回落'],
  [/(\S+) would clear the very rise that raises at (\S+)/, '$1 会让刚触发（$2）的变化立即回落'],
  [/(\S+) mm would clear the very sum that raises at (\S+) mm/, '$1 mm 会让刚触发（$2 mm）的雨量立即回落'],
  [/(\S+) would clear the very value that raises/, '$1 会让刚触发的值立即回落'],
  [/(\S+) would clear what raises within (\S+)/, '$1 会让刚触发（$2 之内）的立即回落'],
  [/no threshold has the window (\S+)/, '没有 $1 的触发值'],
  [/has no meaning for direction "above"/, '方向为「高于」时没有意义'],
  [/has no meaning for direction "below"/, '方向为「低于」时没有意义'],
  [/(\S+) to (\S+) is no band/, '$1 到 $2 不是区间'],
  [/(\S+) to (\S+) would clear values that raise, or none/, '$1 到 $2 会让触发的值回落，或永不回落'],
  [/a change of (\S+) would hold while nothing changes/, '变化 $1 在没有变化时也成立'],
  [/0s leaves no time/, '0 秒没有余地'],
  [/is not sooner than (red|orange|yellow|blue)'s/, '没有早于{$1}的时长'],
  [/is not longer than (red|orange|yellow|blue)'s/, '没有长于{$1}的时长'],
  [/(\S+) is not beyond (red|orange|yellow|blue)'s (\S+)/, '$1 没有超过{$2}的 $3'],
  [/(\S+) mm is not over (red|orange|yellow|blue)'s (\S+) mm/, '$1 mm 没有高于{$2}的 $3 mm'],
  [/(\S+) is not over (red|orange|yellow|blue)'s (\S+)/, '$1 没有高于{$2}的 $3'],
  [/(\S+) is not under (red|orange|yellow|blue)'s (\S+)/, '$1 没有低于{$2}的 $3'],
  [/"good" is no fault/, '「正常」不是异常'],
  [/there is no check "(.*)"/, '没有检查项「$1」'],
  [/(\S+) mm would always hold/, '$1 mm 永远成立'],
  [/(\S+) needs less rain than (\S+), which lies within it/, '$1 的雨量小于它所包含的 $2'],
  [/an empty list says nothing/, '空的列表没有意义'],
  [/an empty list is never met/, '空的列表永远不会满足'],
  [/names no day/, '没有选星期'],
  [/is a member already, and would count twice/, '这个条件已经有了，会算两次'],
  [/(\S+) is as long as (\S+)/, '$1 与 $2 一样长'],
  [/only rain is summed/, '只有雨量可以累计'],
  [/rain has no mean/, '雨量没有均值'],
  [/rain has no rise/, '雨量没有涨幅'],
  [/no window is set/, '至少填一个时段'],
  [/a composite is about an area/, '组合规则要填区域'],
  [/names no members|has no members/, '没有条件'],
  [/says in more than one way which members must fire/, '条件的组合方式不止一种'],
  [/(\S+) of (\d+) members cannot be/, '$2 个条件里不能要 $1 个'],
  [/"(.*)" is no length of silence/, '「$1」不是无数据时长'],
  [/there is no (?:datastream) (\S+)/, '没有数据流 $1'],
  [/there is no station (\S+)/, '没有站点 $1'],
  [/there is no area (\S+)/, '没有区域 $1'],
  [/there is no table (\S+)/, '没有指标表 $1'],
  [/there is no rule (\S+)/, '没有规则 $1'],
  [/"(.*)" is not about silence/, '「$1」不是失联规则'],
  [/refers to itself by way of (\S+)/, '经 $1 又指回自己'],
  [/refers to itself/, '指向自己'],
  [/"(.*)" holds rain sums/, '「$1」是雨量表'],
  [/"(.*)" holds thresholds/, '「$1」是阈值表'],
  [/"(.*)" has no column for (red|orange|yellow|blue)/, '「$1」没有{$2}的列'],
  [/the table is empty|the table has no rows/, '表里没有行'],
  [/the table has no columns/, '表里没有列'],
  [/(\S+) has row (\d+) already/, '$1 已有第 $2 行'],
  [/(\S+) has a row already in (\S+)/, '$1 在 $2 已有一行'],
  [/(\d+) cells, but (\d+) columns/, '有 $1 格，却有 $2 列'],
  [/a hole: nobody has said what holds here/, '空缺：没有说明这里用什么值'],
  [/the cell is empty/, '单元格是空的'],
  [/no value at all|the row uses no value at all/, '整行没有一个数值'],
  [/(.*) stands twice/, '$1 出现两次'],
  [/the rule "(.*)" goes by it as (\S+)/, '规则「$1」正按它判定'],
  [/nothing says whom the row is about/, '没有说明这一行是关于谁的'],
  [/"(.*)" is no number/, '「$1」不是数字'],
  [/the value is in (\S+)/, '数值的单位是 $1'],
  [/(\S+) does not measure rain: the row will judge nothing/, '$1 不测雨量，这一行不会起作用'],
  [/(\S+) is measured over (.+), the table is over (.+)/, '$1 以 $2 为基面，表以 $3 为基面'],
  [/the same level and window stand in (\S+) already/, '$1 已是同一等级、同一时段'],
  [/(\S+) for (\S+) is less than (\S+) for (\S+) in (\S+)/, '$2 的 $1 小于 $4 的 $3（$5）'],
  [
    /(\S+) for (red|orange|yellow|blue) is not (?:above|over|more than) (\S+) for (red|orange|yellow|blue) in (\S+)/,
    '{$2}的 $1 没有高于{$4}的 $3（$5）',
  ],
  [
    /(\S+) for (red|orange|yellow|blue) is not (?:below|under|less than) (\S+) for (red|orange|yellow|blue) in (\S+)/,
    '{$2}的 $1 没有低于{$4}的 $3（$5）',
  ],
  [/not a row of the table: (.*)/, '不是表里的行：$1'],
  [/the column has no head and is not read/, '这一列没有表头，不读'],
  [/the column "(.*)" is not read/, '不读「$1」这一列'],
  [/"(.*)" says neither level nor window/, '「$1」既不是等级也不是时段'],
  [/no head of a threshold table is found/, '没有找到指标表的表头'],
  [/"(.*)" may be any of (.+)/, '「$1」可能是 $2 中的任一个'],
  [/"(.*)" is not known/, '不认识「$1」'],
  [/is not known here/, '这里没有这一项'],
  [/the file is neither UTF-8 nor GBK text/, '文件不是 UTF-8 或 GBK 文本'],
  [
    /the sheets (.+) are of different seasons, and a table holds for one/,
    '工作表$1属于不同时期，一张指标表只用于一个时期',
  ],
  [/the file has (\d+) kB/, '文件有 $1 kB'],
  [/the sheet reaches to (\S+)/, '工作表一直到 $1'],
  [/the plan is for no level/, '方案没有选等级'],
  [/the plan calls nobody/, '方案没有叫任何人'],
  [/(\d+) steps/, '有 $1 步'],
  [/it orders people to move at (.+), and is not for that level/, '要求转移的等级不在方案的等级里'],
  [/the step calls nobody/, '这一步没有叫任何人'],
  [/there is no person "(.*)"/, '没有这个人：$1'],
  [/(\d+) attempts/, '$1 次'],
  [/(\d+) answers/, '$1 个应答'],
  [
    /laxer than that of a step before it: answers that were not enough then would be enough now/,
    '比前面的步骤宽：前面不够的应答，到这里就够了',
  ],
  [/in (.+) no step reaches anybody/, '在 $1，哪一步都叫不到人'],
  [/(\d+) answers, and in (.+) only (\d+) are called by then/, '要 $1 个应答，而在 $2 到这一步只叫 $3 人'],
  [/the deputies of (.+) lead back to (.+)/, '代理人绕回原处：$1'],
  [/the plan "(.*)" already covers (.+) in (\S+)/, '方案「$1」已经管 $3 的这些等级'],
  [/(\S+) is out of range/, '$1 超出范围'],
  [/belongs to (.+) \(\S+\) already/, '已是$1的号码'],
  [/is missing/, '请填写'],
  [/Too small: expected array to have >=1 items/, '至少要一项'],
  [/Too small: expected string to have >=1 characters/, '请填写'],
  [/Too big: expected string to have <=(\d+) characters/, '最多 $1 个字'],
  [/Invalid input.*/, '填写有误'],
]

const EXPECTED: Words = [
  [/somebody in at least one step/, '至少有一步能叫到人；先在「人员」录入村里担任该职务的人，区域类别须为村'],
  [/a role, a duty or a person/, '填职务、值班或某个人'],
  [/a whole number from 1 to (\d+)/, '1 到 $1 的整数'],
  [/a whole number from 1/, '从 1 起的整数'],
  [/at most (\d+)/, '最多 $1 个'],
  [/(\d+) to (\d+) steps/, '$1 到 $2 步'],
  [/a quorum at least as strict/, '不比前面宽'],
  [/levels of the plan/, '在方案的等级里选'],
  [/one of red, orange, yellow, blue/, '至少选一个等级'],
  [/one plan per area and level/, '每个区域每个等级只能有一个方案'],
  [/a chain of deputies that ends/, '代理关系要有终点'],
  [/a duration from (\S+) to (\S+), such as (\S+)/, '$1 到 $2 之间的时长，如 $3'],
  [
    /a number of their own; only a fixed line \(0…\) may be shared/,
    '填本人的号码；只有固定电话（0 开头）可以共用',
  ],
  [/a text/, '保存后不再显示'],
  [/what to do when it fires \(处置建议\)/, '写触发后怎么做'],
  [/at least one of red, orange, yellow, blue/, '红、橙、黄、蓝至少一个'],
  [
    /datastreams, or any of area, property, tag; or \{"all": true\}/,
    '数据流，或区域、要素、标签之一，或全部',
  ],
  [/nothing beside it/, '旁边不填别的'],
  [/either datastreams alone, or area, property, tag/, '只填数据流，或填区域、要素、标签'],
  [/an IANA name such as (\S+)/, '如 $1'],
  [/both with a year, the first not after the second, or both without/, '都带年份且先后有序，或都不带'],
  [/"05-01" every year, or "2026-05-01"/, '每年填 05-01，或填 2026-05-01'],
  [/such as "(.+)"/, '如 $1'],
  [/such as (.+)/, '如 $1'],
  [/two different times/, '两个不同的时刻'],
  [/a number and s, m, h or d, such as "10m"/, '如 10m、30s、1h，或 10分钟、30秒、1小时'],
  [/"3 intervals", or a duration such as "30m"/, '如 3 intervals（3 个周期）或 30m'],
  [/the graver level after the longer silence/, '越严重的等级时间越长'],
  [/the graver level with less time left/, '越严重的等级余时越短'],
  [/the graver level (?:over|beyond) the one below it/, '越严重的等级数值越高'],
  [/the graver level under the one below it/, '越严重的等级数值越低'],
  [/at least (\S+) mm/, '至少 $1 mm'],
  [/at least (\S+): the longer window contains the shorter one/, '至少 $1：长时段包含短时段'],
  [/each window once/, '每个时段一次'],
  [/each member once/, '每个条件一次'],
  [/(seasons|hours|days|flags|checks), or leave it out/, '填内容，或去掉这一项'],
  [/anything but rainfall/, '雨量以外的要素'],
  [/rainfall/, '雨量'],
  [/more than 0 and under (\S+)/, '大于 0、小于 $1'],
  [/at least one number/, '至少一个数'],
  [/at least one row|a row for each village or station/, '每个村或站点一行'],
  [/at least one level/, '至少一个等级'],
  [/at least (\S+)/, '至少 $1'],
  [/more than 0, at most (\S+)/, '大于 0，最多 $1'],
  [/more than 0 mm/, '大于 0 mm'],
  [/(?:more) than (\S+)/, '大于 $1'],
  [/(?:less) than (\S+)/, '小于 $1'],
  [/0 or more/, '0 或更大'],
  [/a value under raiseAt (\S+)/, '低于触发值 $1'],
  [/a value over raiseAt (\S+)/, '高于触发值 $1'],
  [/\[lowest, highest\], the first under the second/, '下限低于上限'],
  [/a band within (\S+) to (\S+)/, '在 $1 到 $2 之内的区间'],
  [/a whole number from 1 to 1000/, '1 到 1000 的整数'],
  [/a whole number from 1/, '1 以上的整数'],
  [/a number, or — for not used|a number, or null where it is deliberately not used/, '一个数；不用则填 —'],
  [/a number/, '一个数'],
  [/(\d+) to (\d+)/, '$1 到 $2'],
  [/1 min to 7 days/, '1 分钟到 7 天'],
  [/exactly one of allOf, anyOf, or atLeast with of/, '全部、任一、至少几个，三者取一'],
  [/at least one \{"rule": …\}/, '至少一个条件'],
  [/\{"area": …\} and nothing else/, '只填区域'],
  [/rules that do not depend on this one/, '不依赖本规则的规则'],
  [/the id of a saved rule/, '已保存的规则'],
  [/the id of an absence rule/, '失联规则'],
  [/the id of a saved table/, '已保存的指标表'],
  [/a registered datastream/, '已登记的数据流'],
  [/a registered station/, '已登记的站点'],
  [/a registered area/, '有站点的区域'],
  [/each subject once|one row for each/, '每个对象一行'],
  [/each column once|one column for each level and window/, '每一列只出现一次'],
  [
    /id or name of a registered station, id of a datastream, or path of an area/,
    '已登记站点的编号或名称、数据流编号，或区域路径',
  ],
  [/path of an area/, '区域路径'],
  [/id of a registered station/, '已登记站点的编号'],
  [/id of a datastream: station\/name/, '数据流编号：站点/名称'],
  [/a station, datastream or area/, '站点、数据流或区域'],
  [/one of these, written so/, '其中一个，照此写法'],
  [/values over the datum of the station/, '以站点的基面为准'],
  [/(\S+), as the table/, '$1，与表一致'],
  [/one of (.+)/, '$1 之一'],
  [
    /a file for each sheet, and for each table a rule whose schedule is that season/,
    '每个工作表另存为一个文件，各建一张表，再各建一条规则，生效时段填该时期',
  ],
  [/an \.xlsx file, or CSV/, '.xlsx 或 CSV 文件'],
  [/at most (.+) rows and (.+) columns/, '最多 $1 行、$2 列'],
  [/at most (.+) kB/, '最多 $1 kB'],
]

const LEVEL: Readonly<Record<string, string>> = { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' }

function said(words: Words, text: string): string | undefined {
  for (const [pattern, chinese] of words) {
    const found = new RegExp(`^(?:${pattern.source})$`).exec(text)
    if (!found) continue
    return chinese
      .replace(/\$(\d)/g, (_, at: string) => found[Number(at)] ?? '')
      .replace(/\{(\w+)\}/g, (whole, level: string) => LEVEL[level] ?? whole)
  }
  return undefined
}

/** What was wrong, in the language of the console: the gateway's own words where they are not known here. */
export function faultWords(text: string, language: Language): string {
  if (language !== 'zh') return text
  const whole = said(MESSAGES, text)
  if (whole !== undefined) return whole
  // `message: expected`; either may hold a colon itself.
  for (let at = text.indexOf(': '); at >= 0; at = text.indexOf(': ', at + 1)) {
    const message = said(MESSAGES, text.slice(0, at))
    if (message === undefined) continue
    return `${message}：${expectedWords(text.slice(at + 2), language)}`
  }
  return text
}

/** What should stand there instead. */
export function expectedWords(text: string, language: Language): string {
  return (language === 'zh' ? said(EXPECTED, text) : undefined) ?? text
}

/** A note on a cell: `C4: the column "备注" is not read`. */
export function noteWords(text: string, language: Language): string {
  const [, cell, message] = /^([A-Z]+\d+): (.+)$/.exec(text) ?? []
  return cell === undefined || message === undefined
    ? faultWords(text, language)
    : `${cell}${language === 'zh' ? '：' : ': '}${faultWords(message, language)}`
}
