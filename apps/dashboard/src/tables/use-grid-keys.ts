import {
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  useRef,
  useState,
} from 'react'
import type { GridEdit } from './grid-edit.ts'
import {
  copied,
  cornersOf,
  filled,
  filledDown,
  type GridRange,
  isBlock,
  pasted,
  type Shown,
  type Spot,
} from './grid-range.ts'
import { isValues, pastedBlock } from './table-draft.ts'

const STEPS: Readonly<Record<string, readonly [down: number, over: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Enter: [1, 0],
}

interface Options {
  readonly shown: Shown
  textOf(row: number, column: number): string
  readonly edit: GridEdit | undefined
  /** The rows of the table that are chosen now, and the column that the choice came to. */
  onChoose?: ((rows: readonly number[], column: number | undefined) => void) | undefined
}

/**
 * The keys of a spreadsheet for a grid of inputs that carry `data-line` and `data-at`. A cell that has just been reached is moved on from by
 * arrows; once something is typed in it, or after F2, left and right stay with its text.
 */
export function useGridKeys({ shown, textOf, edit, onChoose }: Options) {
  const [range, setRange] = useState<GridRange | undefined>(undefined)
  const editing = useRef(false)
  const before = useRef('')

  function choose(next: GridRange): void {
    setRange(next)
    const { top, bottom } = cornersOf(next)
    onChoose?.(shown.rows.slice(top, bottom + 1), shown.columns[next.head.at])
  }

  function go(from: HTMLElement, { line, at }: Spot, extend: boolean): void {
    const target = from
      .closest('table')
      ?.querySelector<HTMLInputElement>(`input[data-line="${line}"][data-at="${at}"]`)
    if (!target) return
    // Before focus, which would begin a new choice.
    if (extend && range) choose({ anchor: range.anchor, head: { line, at } })
    else choose({ anchor: { line, at }, head: { line, at } })
    if (!extend) {
      target.focus()
      target.select()
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const input = event.target as HTMLElement
    const control = event.ctrlKey || event.metaKey
    if (edit && control && ['z', 'y'].includes(event.key.toLowerCase())) {
      event.preventDefault()
      if (event.key.toLowerCase() === 'y' || event.shiftKey) edit.redo()
      else edit.undo()
      return
    }
    const spot = spotOf(input)
    if (edit === undefined || spot === undefined || range === undefined) return
    if (control && event.key.toLowerCase() === 'd') {
      event.preventDefault()
      edit.cells(filledDown(range, shown, textOf))
      return
    }
    if (control || event.altKey) return
    if (event.key === 'F2') {
      editing.current = true
      const text = input as HTMLInputElement
      text.setSelectionRange(text.value.length, text.value.length)
    } else if (event.key === 'Escape' && editing.current) {
      event.preventDefault()
      event.stopPropagation()
      editing.current = false
      const [row, column] = [shown.rows[spot.line], shown.columns[spot.at]]
      if (row !== undefined && column !== undefined) edit.cells([{ row, column, text: before.current }])
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && isBlock(range)) {
      event.preventDefault()
      edit.cells(filled(range, shown, ''))
    } else {
      const step = STEPS[event.key]
      if (step === undefined) {
        if (event.key.length === 1) editing.current = true
        return
      }
      const [down, over] = step
      if (over !== 0 && editing.current && !event.shiftKey) return
      event.preventDefault()
      const from = event.shiftKey && event.key !== 'Enter' ? range.head : spot
      const direction = event.key === 'Enter' && event.shiftKey ? -1 : 1
      go(
        input,
        { line: from.line + down * direction, at: from.at + over },
        event.shiftKey && event.key !== 'Enter',
      )
    }
  }

  return {
    range,
    handlers: {
      onKeyDown,
      onFocus(event: FocusEvent<HTMLElement>) {
        const spot = spotOf(event.target)
        if (spot === undefined) return
        editing.current = false
        before.current = (event.target as HTMLInputElement).value
        if (range?.head.line !== spot.line || range.head.at !== spot.at) choose({ anchor: spot, head: spot })
      },
      onPointerDown(event: PointerEvent<HTMLElement>) {
        const spot = spotOf(event.target as HTMLElement)
        if (spot === undefined || !event.shiftKey || range === undefined) return
        event.preventDefault()
        choose({ anchor: range.anchor, head: spot })
      },
      onPointerOver(event: PointerEvent<HTMLElement>) {
        const spot = spotOf(event.target as HTMLElement)
        // Dragged over cells with the button held: a choice. Fingers scroll.
        if (spot === undefined || event.pointerType !== 'mouse' || (event.buttons & 1) === 0 || !range) return
        choose({ anchor: range.anchor, head: spot })
      },
      onCopy(event: ClipboardEvent<HTMLElement>) {
        if (range === undefined || spotOf(event.target as HTMLElement) === undefined) return
        if (!isBlock(range) && editing.current) return
        event.preventDefault()
        event.clipboardData.setData('text/plain', copied(range, shown, textOf))
      },
      onCut(event: ClipboardEvent<HTMLElement>) {
        if (edit === undefined || range === undefined || !isBlock(range)) return
        if (spotOf(event.target as HTMLElement) === undefined) return
        event.preventDefault()
        event.clipboardData.setData('text/plain', copied(range, shown, textOf))
        edit.cells(filled(range, shown, ''))
      },
      onPaste(event: ClipboardEvent<HTMLElement>) {
        if (edit === undefined || range === undefined || spotOf(event.target as HTMLElement) === undefined)
          return
        const text = event.clipboardData.getData('text/plain')
        const block = pastedBlock(text) ?? (isBlock(range) ? [[text.trim()]] : undefined)
        if (block === undefined) return
        event.preventDefault()
        if (isValues(block)) edit.cells(pasted(range, shown, block))
        else edit.readPasted(text)
      },
    },
    fillDown: () => range && edit?.cells(filledDown(range, shown, textOf)),
  }
}

function spotOf(element: HTMLElement): Spot | undefined {
  const { line, at } = element.dataset
  return line === undefined || at === undefined ? undefined : { line: Number(line), at: Number(at) }
}
