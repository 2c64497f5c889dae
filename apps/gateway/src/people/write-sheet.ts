import type { TableFormat } from '../http/services.ts'
import { writeCsv } from '../tables/csv-writer.ts'
import type { Sheet, SheetWritten } from '../tables/sheet.ts'
import { writeXlsx } from '../tables/xlsx-writer.ts'

/** Writes a list as a file: `csv` is UTF-8, `csv-gbk` for programs that know only GBK. */
export async function writeSheet(sheet: Sheet, format: TableFormat): Promise<SheetWritten> {
  if (format === 'xlsx') return await writeXlsx(sheet)
  return writeCsv(sheet, format === 'csv' ? 'utf-8' : 'gbk')
}
