/** How rows are named outside the database: `person-12`. A number is never given again, so old calls and rosters name whom they mean. */
export interface RowIds {
  text(row: number | bigint): string
  /** -1, which no row has, for what is no such id. */
  row(text: string): number
}

function rowIds(kind: string): RowIds {
  const pattern = new RegExp(`^${kind}-(\\d{1,15})$`)
  return {
    text: (row) => `${kind}-${row}`,
    row: (text) => Number(pattern.exec(text)?.[1] ?? -1),
  }
}

export const personIds = rowIds('person')
export const channelIds = rowIds('channel')
export const householdIds = rowIds('household')
export const shiftIds = rowIds('shift')
export const swapIds = rowIds('swap')
export const handOverIds = rowIds('handover')
export const placeIds = rowIds('place')
