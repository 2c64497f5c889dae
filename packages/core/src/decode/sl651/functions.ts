import type { Meaning, Purpose } from '../codec.ts'

/** What a function code is for, and what its body holds. */
export interface FunctionDefinition {
  readonly zh: string
  readonly en: string
  readonly clause: string
  readonly purpose: Purpose
  /**
   * How the body goes on after serial number and sending time: `elements` with address, class and time; `settings` (address, then parameters);
   * `series` (elements at a step); `status` (elements, but no class behind the address); `text` (typed in); `picture`; `version`; `state`
   * (address, then bytes of its own); `nothing`.
   */
  readonly body:
    | 'elements'
    | 'series'
    | 'status'
    | 'settings'
    | 'text'
    | 'picture'
    | 'version'
    | 'state'
    | 'nothing'
}

const of = (
  zh: string,
  en: string,
  clause: string,
  body: FunctionDefinition['body'],
  purpose: Purpose = 'readings',
): FunctionDefinition => ({ zh, en, clause, body, purpose })

/** Function codes of SL 651-2014 table B.1. */
export const FUNCTIONS: ReadonlyMap<number, FunctionDefinition> = new Map([
  [0x2f, of('链路维持报', 'keep-alive', '6.6.4.2', 'nothing', 'link')],
  [0x30, of('测试报', 'test report', '6.6.4.3', 'elements', 'test')],
  [0x31, of('均匀时段水文信息报', 'uniform series', '6.6.4.4', 'series')],
  [0x32, of('遥测站定时报', 'timed report', '6.6.4.5', 'elements')],
  [0x33, of('遥测站加报报', 'additional report', '6.6.4.6', 'elements')],
  [0x34, of('遥测站小时报', 'hourly report', '6.6.4.7', 'elements')],
  [0x35, of('遥测站人工置数报', 'manual report', '6.6.4.8', 'text')],
  [0x36, of('遥测站图片报', 'picture', '6.6.4.9', 'picture', 'other')],
  [0x37, of('查询遥测站实时数据', 'real-time data on request', '6.6.4.10', 'elements')],
  [0x38, of('查询遥测站时段数据', 'series on request', '6.6.4.11', 'series')],
  [0x39, of('查询遥测站人工置数', 'manual entry on request', '6.6.4.12', 'text')],
  [0x3a, of('查询遥测站指定要素', 'chosen elements on request', '6.6.4.13', 'elements')],
  [0x40, of('修改基本配置表', 'basic settings changed', '6.6.4.14', 'settings', 'other')],
  [0x41, of('读取基本配置表', 'basic settings', '6.6.4.15', 'settings', 'other')],
  [0x42, of('修改运行参数配置表', 'running parameters changed', '6.6.4.16', 'settings', 'other')],
  [0x43, of('读取运行参数配置表', 'running parameters', '6.6.4.17', 'settings', 'other')],
  [0x44, of('水泵电机实时工作数据', 'pump motor data', '6.6.4.18', 'elements')],
  [0x45, of('软件版本', 'software version', '6.6.4.19', 'version', 'other')],
  [0x46, of('遥测站状态和报警信息', 'status and alarms', '6.6.4.20', 'status')],
  [0x47, of('初始化固态存储数据', 'memory cleared', '6.6.4.21', 'settings', 'other')],
  [0x48, of('恢复出厂设置', 'factory settings restored', '6.6.4.22', 'settings', 'other')],
  [0x49, of('修改密码', 'password changed', '6.6.4.23', 'settings', 'other')],
  [0x4a, of('设置遥测站时钟', 'clock set', '6.6.4.24', 'state', 'other')],
  [0x4b, of('设置IC卡状态', 'IC card state', '6.6.4.25', 'status')],
  [0x4c, of('控制水泵', 'pumps', '6.6.4.26', 'state', 'other')],
  [0x4d, of('控制阀门', 'valves', '6.6.4.27', 'state', 'other')],
  [0x4e, of('控制闸门', 'gates', '6.6.4.28', 'state', 'other')],
  [0x4f, of('水量定值控制', 'quota control', '6.6.4.29', 'state', 'other')],
  [0x50, of('遥测站事件记录', 'event log', '6.6.4.30', 'state', 'other')],
  [0x51, of('查询遥测站时钟', 'clock on request', '6.6.4.31', 'state', 'other')],
])

export const KEEP_ALIVE = 0x2f
export const PICTURE = 0x36
export const SET_CLOCK = 0x4a

export const STX = 0x02
export const ETX = 0x03
export const EOT = 0x04
export const ENQ = 0x05
export const ACK = 0x06
export const NAK = 0x15
export const SYN = 0x16
export const ETB = 0x17
export const ESC = 0x1b

/** Control characters by their byte, table 10. */
export const CONTROLS: ReadonlyMap<number, Meaning> = new Map([
  [STX, { zh: 'STX 正文起始', en: 'STX, text begins' }],
  [SYN, { zh: 'SYN 多包正文起始', en: 'SYN, text of several packets begins' }],
  [ETX, { zh: 'ETX 报文结束', en: 'ETX, the end' }],
  [ETB, { zh: 'ETB 后续有报文', en: 'ETB, more follows' }],
  [ENQ, { zh: 'ENQ 询问', en: 'ENQ, query' }],
  [EOT, { zh: 'EOT 传输结束，可以离线', en: 'EOT, confirmed, may go off line' }],
  [ACK, { zh: 'ACK 肯定确认，继续发送', en: 'ACK, confirmed, go on' }],
  [NAK, { zh: 'NAK 重发该包', en: 'NAK, send the packet again' }],
  [ESC, { zh: 'ESC 保持在线', en: 'ESC, confirmed, stay on line' }],
])

export const ENDS_UP: readonly number[] = [ETX, ETB]
export const ENDS_DOWN: readonly number[] = [ENQ, ACK, EOT, NAK, ESC]
