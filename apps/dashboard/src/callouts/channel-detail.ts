import type { Language } from '@tocsin/core'

/** What channels say of themselves, and the same in Chinese. A provider's own words stay as they are. */
const CHINESE: Readonly<Record<string, string>> = {
  'no console is open of anybody who could be called there':
    '没有可在值班台被叫应的人打开着控制台；要用它叫人，先在「系统 → 用户」把账号与人员对应',
  'nothing was shown yet': '还没有显示过',
  'a console is open': '有控制台打开着',
  'nothing was sent yet': '还没有发送过',
  'the provider takes messages': '服务商正常收发',
  'the robot takes messages': '机器人正常收发',
  'the mail server takes messages': '邮件服务器正常收发',
  'simulated: it reaches nobody': '模拟：不会叫到任何人',
  'not started': '还没有启动',
  'no network': '没有网络信号',
  'the port did not open': '串口打不开',
}

/** How a channel fares, in the language of the console. */
export function channelDetail(detail: string, language: Language): string {
  return language === 'zh' ? (CHINESE[detail] ?? detail) : detail
}
