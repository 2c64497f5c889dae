const FOCUSABLE = 'a[href], button, summary'

/** The rows of every list on the page, from top to bottom. */
function rowsIn(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-rows] [data-row]')]
}

/** The row that has the focus. */
export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('[data-row]') ?? null
}

/** To the next row, or the one before; to the first when none has the focus. */
export function moveRow(step: 1 | -1): void {
  const rows = rowsIn(document)
  const at = rows.indexOf(focusedRow() as HTMLElement)
  focusRow(rows[at < 0 ? 0 : at + step])
}

/** A row's link opens it; a row that is not drawn yet takes the focus itself, and hands it on once it is. */
function focusRow(row: HTMLElement | undefined): void {
  if (row === undefined) return
  const link = row.querySelector<HTMLElement>(FOCUSABLE)
  if (link === null) row.tabIndex = -1
  const target = link ?? row
  target.focus()
  target.scrollIntoView({ block: 'nearest' })
}

/**
 * Makes a list one stop of the Tab key (a roving tabindex): only the row that had the focus last can be reached by it; arrows, Home and End
 * go from row to row. The focus stays with a row whose button has just gone. Given to a list as its `ref`, whose rows carry `data-row`.
 */
export function roving(list: HTMLElement | null): (() => void) | undefined {
  if (list === null) return undefined
  list.dataset['rows'] = ''
  let current: HTMLElement | undefined
  let hasFocus = false

  const arrange = () => {
    const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
    if (current === undefined || !rows.includes(current)) current = rows[0]
    for (const row of rows) {
      for (const one of row.querySelectorAll<HTMLElement>(FOCUSABLE)) one.tabIndex = row === current ? 0 : -1
    }
    const lost = document.activeElement === document.body || document.activeElement === current
    if (hasFocus && lost) current?.querySelector<HTMLElement>(FOCUSABLE)?.focus()
  }
  const entered = ({ target }: FocusEvent) => {
    hasFocus = true
    const row = (target as HTMLElement).closest<HTMLElement>('[data-row]')
    if (row === null || row === current) return
    current = row
    arrange()
  }
  const left = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null) hasFocus = list.contains(relatedTarget as Node)
    // Gone to nowhere: left by somebody, unless what had the focus is being taken away or disabled under them.
    else {
      setTimeout(() => {
        if ((target as HTMLElement).isConnected && !(target as HTMLButtonElement).disabled) hasFocus = false
      })
    }
  }
  const pressed = (event: KeyboardEvent) => {
    const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
    const at = rows.indexOf(focusedRow() as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    if ((event.target as HTMLElement).closest('input, textarea, select, [role=menu]') !== null) return
    event.preventDefault()
    focusRow(rows[Math.max(0, Math.min(rows.length - 1, to))])
  }
  const observer = new MutationObserver(arrange)
  observer.observe(list, { childList: true, subtree: true })
  list.addEventListener('focusin', entered)
  list.addEventListener('focusout', left)
  list.addEventListener('keydown', pressed)
  arrange()
  return () => {
    observer.disconnect()
    list.removeEventListener('focusin', entered)
    list.removeEventListener('focusout', left)
    list.removeEventListener('keydown', pressed)
  }
}
