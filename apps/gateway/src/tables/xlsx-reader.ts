import { ArchiveError, openArchive } from './archive.ts'
import { type FileFault, MAX_FILE_BYTES, type SheetRead } from './sheet.ts'
import { readCells, readSharedStrings } from './xlsx-cells.ts'
import { dateStyles } from './xlsx-dates.ts'
import { readWorkbook } from './xlsx-workbook.ts'
import { XmlError } from './xml.ts'

/**
 * Reads one sheet of an .xlsx file: the one of that name, else the first that is not hidden. Formulas give the value that was saved with
 * them. Whatever the bytes are, it answers with a sheet or a fault, within the limits of `sheet.ts` and `archive.ts`.
 */
export async function readXlsx(bytes: Uint8Array, sheetName?: string): Promise<SheetRead> {
  if (bytes.length > MAX_FILE_BYTES) return refuse(tooLarge(bytes))
  try {
    return await readFirst(bytes, sheetName)
  } catch (error) {
    if (error instanceof ArchiveError) return refuse(notXlsx(`the file ${error.message}`))
    if (error instanceof XmlError) return refuse(notXlsx(`a part of the file is no XML: ${error.message}`))
    throw error
  }
}

/** Refuses a file that is too large to be looked into. */
export function tooLarge(bytes: Uint8Array): FileFault {
  return {
    message: `the file has ${Math.ceil(bytes.length / 1024)} kB`,
    expected: `at most ${MAX_FILE_BYTES / 1024} kB`,
  }
}

/** A sheet that is named for a part of the year: which of several is meant nobody can tell, and the first alone would be wrong for months. */
const SEASON = /汛|枯水|梅雨|[春夏秋冬]季|season|\d{1,2}\s*月|\d{1,2}-\d{1,2}/i

async function readFirst(bytes: Uint8Array, sheetName: string | undefined): Promise<SheetRead> {
  const archive = await openArchive(bytes)
  const workbook = await readWorkbook(archive)
  if (!workbook) return refuse(notXlsx('the archive has no workbook in it'))
  const shown = workbook.sheets.filter(({ hidden }) => !hidden)
  const seasons = shown.filter(({ name }) => SEASON.test(name)).map(({ name }) => `"${name}"`)
  if (sheetName === undefined && seasons.length > 1) {
    return refuse({
      message: `the sheets ${seasons.join(', ')} are of different seasons, and a table holds for one`,
      expected: 'a file for each sheet, and for each table a rule whose schedule is that season',
    })
  }
  const chosen =
    sheetName === undefined
      ? (shown[0] ?? workbook.sheets[0])
      : workbook.sheets.find(({ name }) => name === sheetName)
  if (!chosen) {
    const message = sheetName === undefined ? 'the workbook has no sheet' : `there is no sheet "${sheetName}"`
    return refuse({ message, expected: `one of: ${workbook.sheets.map(({ name }) => name).join(', ')}` })
  }
  const xml = await archive.text(chosen.path)
  if (xml === undefined) return refuse(notXlsx(`the sheet "${chosen.name}" is missing in the archive`))
  const strings = workbook.sharedStrings && (await archive.text(workbook.sharedStrings))
  const styles = workbook.styles && (await archive.text(workbook.styles))
  const cells = readCells(xml, {
    sharedStrings: strings ? readSharedStrings(strings) : [],
    dateStyles: styles ? dateStyles(styles) : [],
    since1904: workbook.since1904,
  })
  if (!cells.ok) return cells
  const others = shown.filter((sheet) => sheet !== chosen)
  const notes =
    others.length === 0 ? [] : [`only the sheet "${chosen.name}" is read, of ${others.length + 1}`]
  return { ok: true, sheet: { name: chosen.name, rows: cells.rows, merges: cells.merges }, notes }
}

function notXlsx(message: string): FileFault {
  return { message, expected: 'an .xlsx file as a spreadsheet program saves it' }
}

function refuse(fault: FileFault): SheetRead {
  return { ok: false, fault }
}
