import { describe, expect, it } from 'vitest'
import calloutEn from './callout-en.json'
import calloutZh from './callout-zh.json'
import channelEn from './channel-en.json'
import channelZh from './channel-zh.json'
import countyEn from './county-en.json'
import countyZh from './county-zh.json'
import emptyEn from './empty-en.json'
import emptyZh from './empty-zh.json'
import firstEn from './en.json'
import exchangeEn from './exchange-en.json'
import exchangeZh from './exchange-zh.json'
import flowsEn from './flows-en.json'
import flowsZh from './flows-zh.json'
import manualEn from './manual-en.json'
import manualZh from './manual-zh.json'
import mapEn from './map-en.json'
import mapZh from './map-zh.json'
import peopleEn from './people-en.json'
import peopleZh from './people-zh.json'
import pipelineEn from './pipeline-en.json'
import pipelineZh from './pipeline-zh.json'
import recordEn from './record-en.json'
import recordZh from './record-zh.json'
import setupEn from './setup-en.json'
import setupZh from './setup-zh.json'
import shellEn from './shell-en.json'
import shellZh from './shell-zh.json'
import trendsEn from './trends-en.json'
import trendsZh from './trends-zh.json'
import trialEn from './trial-en.json'
import trialZh from './trial-zh.json'
import workbenchEn from './workbench-en.json'
import workbenchZh from './workbench-zh.json'
import firstZh from './zh.json'

type Tree = { readonly [key: string]: string | Tree }

/** As they are once the pages that bring words of their own have been opened. */
const en = {
  ...firstEn,
  ...calloutEn,
  ...recordEn,
  ...channelEn,
  ...countyEn,
  ...manualEn,
  ...mapEn,
  ...peopleEn,
  ...flowsEn,
  ...setupEn,
  ...shellEn,
  ...trendsEn,
  ...trialEn,
  ...exchangeEn,
  ...emptyEn,
  ...pipelineEn,
  ...workbenchEn,
  forbidden: { ...firstEn.forbidden, ...calloutEn.forbidden },
}
const zh = {
  ...firstZh,
  ...calloutZh,
  ...recordZh,
  ...channelZh,
  ...countyZh,
  ...manualZh,
  ...mapZh,
  ...peopleZh,
  ...flowsZh,
  ...setupZh,
  ...shellZh,
  ...trendsZh,
  ...trialZh,
  ...exchangeZh,
  ...emptyZh,
  ...pipelineZh,
  ...workbenchZh,
  forbidden: { ...firstZh.forbidden, ...calloutZh.forbidden },
}

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const files = Object.keys(sources)
const read = (name: string) => sources[name] ?? ''

function keysOf(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  )
}

function at(tree: Tree, key: string): string | Tree | undefined {
  return key
    .split('.')
    .reduce<string | Tree | undefined>(
      (node, part) => (typeof node === 'object' ? node[part] : undefined),
      tree,
    )
}

const plural = (key: string) => key.replace(/_(one|other)$/, '')
const placeholders = (text: unknown) =>
  [...String(text).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

describe('the two languages', () => {
  it('are not told the same twice', () => {
    const first = new Set(keysOf(firstEn))
    const later = [
      ...keysOf(calloutEn),
      ...keysOf(recordEn),
      ...keysOf(channelEn),
      ...keysOf(countyEn),
      ...keysOf(manualEn),
      ...keysOf(mapEn),
      ...keysOf(peopleEn),
      ...keysOf(flowsEn),
      ...keysOf(setupEn),
      ...keysOf(shellEn),
      ...keysOf(trendsEn),
      ...keysOf(exchangeEn),
      ...keysOf(pipelineEn),
      ...keysOf(trialEn),
      ...keysOf(workbenchEn),
    ]
    expect(later.filter((key, index) => first.has(key) || later.indexOf(key) !== index)).toEqual([])
  })
  it('have the same keys', () => {
    expect(keysOf(zh)).toEqual(keysOf(en))
  })
  it('fill the same places', () => {
    for (const key of keysOf(zh)) expect(placeholders(at(zh, key)), key).toEqual(placeholders(at(en, key)))
  })
  it('know every key the console asks for', () => {
    const known = new Set([...keysOf(en), ...keysOf(en).map(plural)])
    const missing: string[] = []
    for (const file of files.filter((name) => !name.includes('.test.'))) {
      for (const [, key] of read(file).matchAll(/\bt\(\s*'([a-z][\w.-]*)'/gi)) {
        if (key !== undefined && !known.has(key)) missing.push(`${file}: ${key}`)
      }
      for (const [, choice] of read(file).matchAll(/\bt\(([^()`]*\?[^()`]*)[,)]/g)) {
        for (const [, key] of (choice ?? '').matchAll(/[?:] '([\w.-]+)'/g)) {
          if (key !== undefined && !known.has(key)) missing.push(`${file}: ${key}`)
        }
      }
      for (const [, family] of read(file).matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)) {
        if (typeof at(en, family ?? '') !== 'object') missing.push(`${file}: ${family}.*`)
      }
    }
    expect(missing).toEqual([])
  })
  it('hold every text: no view writes Chinese itself', () => {
    const chinese = /[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]/
    const guilty = files
      .filter((name) => name.endsWith('.tsx'))
      // Comments may quote what a screen says.
      .filter((name) => chinese.test(read(name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
    expect(guilty).toEqual([])
  })
})
