// The page of an answer link: one screen, four buttons, no framework. Nothing is a success before the gateway has said so.
import type { AnswerLinkView } from '@tocsin/contract'
import { type AnswerWords, WORDS } from './answer-words.ts'

/** After a failure it is tried again, for as long as the page is open. */
const AGAIN_MS = 3000
/** Before somebody's eyes for so long, the call counts as read. */
const READ_MS = 2000
const CODES = ['on-post', 'action-started', 'households-moved', 'cannot'] as const
type Code = (typeof CODES)[number]

const token = window.location.pathname.split('/').pop() ?? ''
const url = `/api/answer-links/${encodeURIComponent(token)}`
const root = document.getElementById('root') as HTMLElement
let words: AnswerWords = navigator.language.startsWith('zh') ? WORDS.zh : WORDS.en

class NoLink extends Error {}

async function call(path: string, body?: object): Promise<AnswerLinkView | undefined> {
  const response = await fetch(url + path, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (response.status === 404 || response.status === 400) throw new NoLink()
  if (!response.ok) throw new Error(String(response.status))
  return response.status === 204 ? undefined : ((await response.json()) as AnswerLinkView)
}

/** Until it works, or there is no such link. */
async function insist<T>(what: () => Promise<T>, onFailure: () => void): Promise<T> {
  for (;;) {
    try {
      return await what()
    } catch (error) {
      if (error instanceof NoLink) throw error
      onFailure()
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}

function element(tag: string, text = '', attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

const status = element('p', '', { role: 'status', 'aria-live': 'polite' })

function say(text: string, kind: '' | 'said' | 'fault'): void {
  status.textContent = text
  status.className = kind
}

function show(view: AnswerLinkView): void {
  words = WORDS[view.language]
  document.documentElement.lang = view.language === 'zh' ? 'zh-CN' : 'en'
  const time = (at: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: view.timeZone, timeStyle: 'medium' }).format(at)
  const head = element('div', '', { class: 'head' })
  if (view.exercise) head.append(element('span', words.exercise, { class: 'mark exercise' }))
  head.append(element('span', words.level[view.level], { class: 'mark', 'data-level': view.level }))
  const codes = element('div', '', { class: 'codes', role: 'group', 'aria-label': words.answerAs(view.name) })
  for (const code of CODES) codes.append(code === 'households-moved' ? moved() : button(code))
  root.replaceChildren(
    head,
    element('h1', view.text),
    element('p', `${view.place} · ${words.since(time(view.startedAt))}`, { class: 'muted' }),
    element('p', words.answerAs(view.name)),
    codes,
    status,
    element('p', view.over ? words.over : view.answer === null ? '' : words.change, { class: 'muted' }),
  )
  document.title = view.text
  const { answer } = view
  if (answer === null) return
  say(`${words.received(time(answer.at), words.code[answer.code])}${answer.late ? words.late : ''}`, 'said')
}

function button(code: Code, households?: () => number): HTMLButtonElement {
  const made = element('button', words.code[code], { type: 'button', 'data-code': code }) as HTMLButtonElement
  made.addEventListener('click', () => void answer({ code, ...(households && { households: households() }) }))
  return made
}

function moved(): HTMLElement {
  const row = element('div', '', { class: 'moved' })
  const input = element('input', '', {
    type: 'number',
    inputmode: 'numeric',
    min: '0',
    max: '100000',
    placeholder: words.households,
    'aria-label': words.households,
  }) as HTMLInputElement
  const send = button('households-moved', () => Math.max(0, Math.round(Number(input.value))))
  send.disabled = true
  input.addEventListener('input', () => {
    send.disabled = input.value === ''
  })
  row.append(input, send)
  return row
}

async function answer(body: { readonly code: Code; readonly households?: number }): Promise<void> {
  for (const one of root.querySelectorAll('button')) one.disabled = true
  say(words.sending, '')
  try {
    const view = await insist(
      () => call('/answers', body),
      () => say(words.again, 'fault'),
    )
    if (view !== undefined) show(view)
  } catch {
    root.replaceChildren(element('p', words.unknown, { class: 'fault', role: 'alert' }))
  }
}

/** Seen, not merely fetched: whoever follows links on behalf of others opens none of this. */
function tellWhenRead(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    clearTimeout(timer)
    if (document.visibilityState !== 'visible') return
    timer = setTimeout(() => {
      document.removeEventListener('visibilitychange', look)
      void insist(
        () => call('/readings', {}),
        () => {},
      ).catch(() => {})
    }, READ_MS)
  }
  document.addEventListener('visibilitychange', look)
  look()
}

try {
  const view = await insist(
    () => call(''),
    () => root.replaceChildren(element('p', words.unreachable, { class: 'fault', role: 'alert' })),
  )
  if (view !== undefined) show(view)
  tellWhenRead()
} catch {
  root.replaceChildren(element('p', words.unknown, { class: 'fault', role: 'alert' }))
}
