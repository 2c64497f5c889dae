import type { QueryClient } from '@tanstack/react-query'
import type { useNavigate } from '@tanstack/react-router'
import type { CalloutView, WarningView } from '@tocsin/contract'
import { keys } from '../api/queries.ts'
import { bell } from '../sound/bell.ts'
import { chooseTheme, chosenTheme, nextTheme } from '../theme-choice.ts'
import { serverNow } from '../time/server-clock.ts'
import { isQuiet } from '../warnings/quiet.ts'
import { selection } from '../warnings/selection.ts'
import { newestUnacknowledged } from '../warnings/warning-order.ts'
import type { Command, PageKey } from './keys.ts'
import { focusedRow, moveRow } from './rows.ts'

export interface Surroundings {
  readonly navigate: ReturnType<typeof useNavigate>
  readonly client: QueryClient
  /** The pages of the rail, in order. */
  readonly pages: readonly { readonly to: string }[]
}

/** A control that is being loaded is looked for this long. */
const PATIENCE_MS = 2000

/** Does what a key asks for; false when there was nothing to do it to. */
export function runCommand(command: Command, { navigate, client, pages }: Surroundings): boolean {
  switch (command.kind) {
    case 'page': {
      const page = pages[command.place]
      if (page === undefined) return false
      void navigate({ to: page.to })
      return true
    }
    case 'row':
      moveRow(command.step)
      return true
    case 'close': {
      const back = document.querySelector<HTMLElement>('[data-key="Escape"]')
      back?.click()
      return back !== null
    }
    case 'acknowledge':
      return acknowledge()
    case 'acknowledge-selected':
      return press(document.querySelector<HTMLElement>('[data-action=acknowledge-selected]'))
    case 'open': {
      const link = focusedRow()?.querySelector<HTMLElement>('a[href]')
      link?.click()
      return link != null
    }
    case 'select':
      return press(focusedRow()?.querySelector<HTMLElement>('[data-action=select]'), false)
    case 'select-range':
      return selectRange()
    case 'callouts': {
      const id = focusedWarning()
      const known = client
        .getQueriesData<CalloutView[]>({ queryKey: ['callouts'] })
        .flatMap(([, data]) => data ?? [])
      const callout = known.find(({ origin }) => origin.kind === 'warning' && origin.warning === id)
      void navigate(
        callout === undefined ? { to: '/callouts' } : { to: '/callouts/$id', params: { id: callout.id } },
      )
      return true
    }
    case 'worst': {
      const open = client.getQueryData<WarningView[]>(keys.openWarnings) ?? []
      const worst = newestUnacknowledged(open.filter((one) => !isQuiet(one, serverNow()))) ?? open[0]
      if (worst === undefined) return false
      void navigate({ to: '/warnings/$id', params: { id: worst.id } })
      return true
    }
    case 'mute': {
      const state = bell.state(serverNow())
      if (state === 'on') bell.mute()
      else if (state === 'muted') bell.unmute()
      return state !== 'locked'
    }
    case 'theme':
      chooseTheme(nextTheme(chosenTheme()))
      return true
    case 'at':
      return atControl(command.key, navigate)
    default:
      return false
  }
}

function focusedWarning(): string | undefined {
  return (
    focusedRow()?.dataset['warningId'] ??
    document.querySelector<HTMLElement>('[data-testid=warning-detail]')?.dataset['warningId']
  )
}

/** The button of the row that has the focus, of the warning that is open, or of the bar: what it does is the button's to know. */
function acknowledge(): boolean {
  const button = [focusedRow(), document.querySelector('.warning-detail'), document.querySelector('.bar')]
    .map((place) => place?.querySelector<HTMLButtonElement>('[data-action=acknowledge]'))
    .find((one) => one != null)
  button?.focus()
  button?.click()
  return button !== undefined
}

/** The focus stays in the row that is picked, so that the next one is a key away. */
function press(button: HTMLElement | null | undefined, focus = true): boolean {
  if (focus) button?.focus()
  button?.click()
  return button != null
}

function selectRange(): boolean {
  const pickable = [...document.querySelectorAll<HTMLElement>('[data-row]:has([data-action=select])')]
  const order = pickable.flatMap(({ dataset }) => dataset['warningId'] ?? [])
  const id = focusedRow()?.dataset['warningId']
  if (id === undefined) return false
  selection.extend(id, order)
  return true
}

/** To the page's control of that key. Notes, shelving and escalating are part of a warning: it is opened first. */
function atControl(key: PageKey, navigate: Surroundings['navigate']): boolean {
  if (reachControl(key)) return true
  const id = focusedRow()?.dataset['warningId']
  if (id === undefined || (key !== 'n' && key !== 's' && key !== 'e')) return false
  void navigate({ to: '/warnings/$id', params: { id } })
  const until = performance.now() + PATIENCE_MS
  const timer = setInterval(() => {
    if (reachControl(key) || performance.now() > until) clearInterval(timer)
  }, 50)
  return true
}

function reachControl(key: PageKey): boolean {
  const control = document.querySelector<HTMLElement>(`[data-key="${key}"]:not(:disabled)`)
  if (control === null) return false
  control.focus()
  if (control.matches('button, summary')) control.click()
  return true
}
