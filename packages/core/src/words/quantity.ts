import type { Property } from '../model/index.ts'
import type { Language } from './language.ts'

/** What is measured, as a sentence speaks of it: the console's words for properties, of a gas its concentration. */
const QUANTITIES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: {
    rainfall: '雨量',
    'water-level': '水位',
    flow: '流量',
    displacement: '位移',
    'combustible-gas': '可燃气体浓度',
    'carbon-monoxide': '一氧化碳浓度',
    'hydrogen-sulfide': '硫化氢浓度',
    oxygen: '氧气浓度',
    temperature: '温度',
    battery: '电池电压',
    storage: '蓄水量',
  },
  en: {
    rainfall: 'rainfall',
    'water-level': 'water level',
    flow: 'flow',
    displacement: 'displacement',
    'combustible-gas': 'combustible-gas concentration',
    'carbon-monoxide': 'carbon monoxide concentration',
    'hydrogen-sulfide': 'hydrogen sulfide concentration',
    oxygen: 'oxygen concentration',
    temperature: 'temperature',
    battery: 'battery voltage',
    storage: 'storage',
  },
}

/** The word for a property; one that was configured and has none is called as it was configured. */
export function quantityText(property: Property, language: Language): string {
  const words = QUANTITIES[language]
  // A property may have any name, `constructor` too.
  return Object.hasOwn(words, property) ? (words[property] as string) : property
}

/** What its rise and its fall are called: water 涨, everything else 升. */
export function riseWord(property: Property | undefined): { amount: string; verb: string } {
  const water = property === 'water-level' || property === 'flow'
  return water ? { amount: '涨幅', verb: '上涨' } : { amount: '升幅', verb: '上升' }
}
