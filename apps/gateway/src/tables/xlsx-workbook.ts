import type { Archive } from './archive.ts'
import { walkXml } from './xml.ts'

/** What a workbook says of itself. Paths are names of parts of the archive. */
export interface Workbook {
  /** In the order of the tabs. Charts and macros are no sheets. */
  readonly sheets: readonly { readonly name: string; readonly path: string; readonly hidden: boolean }[]
  readonly sharedStrings?: string | undefined
  readonly styles?: string | undefined
  /** Dates are counted from 1904 instead of 1900. */
  readonly since1904: boolean
}

interface Relation {
  readonly type: string
  readonly path: string
}

/** Finds the parts of a workbook. Undefined when the archive is not a spreadsheet. Throws `ArchiveError` and `XmlError`. */
export async function readWorkbook(archive: Archive): Promise<Workbook | undefined> {
  const root = await relations(archive, '')
  const main = [...root.values()].find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml'
  const xml = await archive.text(main)
  if (xml === undefined) return undefined
  const related = await relations(archive, main)
  const sheets: { name: string; path: string; hidden: boolean }[] = []
  let since1904 = false
  walkXml(xml, {
    open(name, attribute) {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attribute('date1904') ?? '')
      if (name !== 'sheet') return
      const relation = related.get(attribute('r:id') ?? attribute('ns1:id') ?? attribute('id') ?? '')
      if (relation?.type !== 'worksheet') return
      const hidden = (attribute('state') ?? 'visible') !== 'visible'
      sheets.push({ name: attribute('name') ?? '', path: relation.path, hidden })
    },
  })
  const partOf = (type: string) => [...related.values()].find((relation) => relation.type === type)?.path
  return { sheets, sharedStrings: partOf('sharedStrings'), styles: partOf('styles'), since1904 }
}

/** The relations of a part by their id; `''` is the archive itself. */
async function relations(archive: Archive, part: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const found = new Map<string, Relation>()
  const xml = await archive.text(`${folder}_rels/${part.slice(slash + 1)}.rels`)
  if (xml === undefined) return found
  walkXml(xml, {
    open(name, attribute) {
      const [id, type, target] = [attribute('Id'), attribute('Type'), attribute('Target')]
      if (name !== 'Relationship' || id === undefined || type === undefined || target === undefined) return
      // Strict and transitional files differ in the address before the last slash.
      found.set(id, { type: type.slice(type.lastIndexOf('/') + 1), path: resolvePath(folder, target) })
    },
  })
  return found
}

function resolvePath(folder: string, target: string): string {
  const steps: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}
