import type { AppliesTo, AreaPath, DatastreamId, Property } from '../model/index.ts'
import { joined } from './chinese.ts'
import type { Language } from './language.ts'
import { listText } from './list.ts'
import type { Names } from './names.ts'
import { quantityText } from './quantity.ts'

/** Where a rule speaks of something else than the property itself: of the rain that has added up, say. */
export type Quantity = (property: Property | undefined, language: Language) => string | undefined

/** What a rule is about: 「白河桥水位」, "the water level at 白河桥", 「新村区域（含下级区域）任一站点的雨量」. */
export function scopeText(
  appliesTo: AppliesTo,
  language: Language,
  names: Names,
  quantity: Quantity = () => undefined,
): string {
  const { datastreams, area, property, tag } = appliesTo
  if (datastreams !== undefined) return namedText(datastreams, language, names, quantity)
  const what = quantity(property, language) ?? (property && quantityText(property, language))
  if (language === 'zh') {
    const where = area === undefined ? '' : areaText(area, language, names)
    const tagged = tag === undefined ? '' : `带“${tag}”标签的`
    return joined(where, tagged, '任一站点', what === undefined ? '任一数据流' : `的${what}`)
  }
  const where = area === undefined ? '' : ` in ${areaText(area, language, names)}`
  const tagged = tag === undefined ? '' : ` tagged “${tag}”`
  return `${what === undefined ? 'any datastream' : `the ${what}`} at any station${where}${tagged}`
}

/** An area with all below it. */
export function areaText(area: AreaPath, language: Language, names: Names): string {
  const name = names.area(area) ?? area
  return language === 'zh' ? `${name}（含下级区域）` : `${name} (and areas below it)`
}

/** One datastream: 「白河桥水位」; with its own name where its station has two of a kind; by its id where it is not known. */
export function streamText(
  id: DatastreamId,
  language: Language,
  names: Names,
  quantity: Quantity = () => undefined,
): string {
  const { station, what } = parts(id, language, names, quantity)
  if (station === undefined) return language === 'zh' ? joined('数据流', id) : `the datastream ${id}`
  return language === 'zh' ? joined(station, what) : `the ${what} at ${station}`
}

function namedText(
  ids: readonly DatastreamId[],
  language: Language,
  names: Names,
  quantity: Quantity,
): string {
  const [first, ...others] = ids
  if (first === undefined) return language === 'zh' ? '（无数据流）' : 'no datastream'
  if (others.length === 0) return streamText(first, language, names, quantity)
  const all = ids.map((id) => parts(id, language, names, quantity))
  const stations = all.flatMap(({ station, what }) => (what === all[0]?.what ? (station ?? []) : []))
  if (stations.length < ids.length) {
    const texts = ids.map((id) => streamText(id, language, names, quantity))
    return language === 'zh' ? joined(texts.join('、'), '中任一项') : listText(texts, 'or', language)
  }
  const what = all[0]?.what ?? ''
  if (language === 'zh') return joined(stations.join('、'), '中任一站点的', what)
  return `the ${what} at ${listText(stations, 'or', language)}`
}

function parts(id: DatastreamId, language: Language, names: Names, quantity: Quantity) {
  const stream = names.stream(id)
  if (stream === undefined) return { station: undefined, what: id }
  const word = quantity(stream.property, language) ?? quantityText(stream.property, language)
  const own = language === 'zh' ? `${word}（${stream.name}）` : `${word} (${stream.name})`
  return { station: stream.station, what: stream.twin ? own : word }
}
