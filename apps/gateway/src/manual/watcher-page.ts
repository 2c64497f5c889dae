import type { ManualReportView } from '@tocsin/contract'
import { type Datastream, type Language, wallClock } from '@tocsin/core'
import type { SentPage } from '../http/manual-service.ts'
import type { ManualStream } from './places.ts'
import { manualWords } from './words.ts'

/** What the form was sent with, to be shown again when something of it was wrong. */
export interface FormValues {
  readonly stream: string
  readonly value: string
  readonly ago: string
  readonly text: string
}

export interface PageContents {
  readonly language: Language
  readonly name: string
  readonly zone: string
  readonly streams: readonly (ManualStream & { readonly latest: string })[]
  readonly recent: readonly (ManualReportView & { readonly where: string; readonly unit: string })[]
  /** Makes a form that is sent twice one report. */
  readonly key: string
  readonly entered?: FormValues | undefined
  /** What is wrong with it. */
  readonly fault?: string | undefined
}

/** The form of a village watcher. No script, no picture, nothing from elsewhere: a few kilobytes, for any phone. */
export function formPage(contents: PageContents, status = 200): SentPage {
  const { language, name, streams, recent, key, entered, fault, zone } = contents
  const { page } = manualWords(language)
  const [first] = streams
  const chosen = entered?.stream ?? (first === undefined ? '' : idOf(first))
  const choices = streams.map((stream) => {
    const id = idOf(stream)
    const label = `${stream.station.name} · ${labelOf(stream.datastream, language)} (${stream.datastream.unit})`
    return `<label class="pick"><input type="radio" name="stream" value="${text(id)}"${id === chosen ? ' checked' : ''}><span>${text(label)}${stream.latest === '' ? '' : `<small>${text(page.latest)} ${text(stream.latest)}</small>`}</span></label>`
  })
  choices.push(
    `<label class="pick"><input type="radio" name="stream" value=""${chosen === '' ? ' checked' : ''}><span>${text(page.noteOnly)}</span></label>`,
  )
  const whens = Object.entries(page.whens)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(
      ([ago, word]) =>
        `<option value="${ago}"${ago === (entered?.ago ?? '0') ? ' selected' : ''}>${text(word)}</option>`,
    )
  const body = [
    `<h1>${text(page.title)}</h1><p>${text(page.hello(name))}</p>`,
    fault === undefined ? '' : `<p class="fault" role="alert">${text(fault)}</p>`,
    first === undefined ? `<p>${text(page.none)}</p>` : '',
    `<form method="post"><input type="hidden" name="key" value="${text(key)}">`,
    `<fieldset><legend>${text(page.which)}</legend>${choices.join('')}</fieldset>`,
    first === undefined
      ? ''
      : `<label for="value">${text(page.value)}</label><input id="value" name="value" inputmode="decimal" autocomplete="off" maxlength="20" value="${text(entered?.value ?? '')}"><label for="ago">${text(page.when)}</label><select id="ago" name="ago">${whens.join('')}</select>`,
    `<label for="text">${text(page.remark)}</label><textarea id="text" name="text" rows="3" maxlength="500">${text(entered?.text ?? '')}</textarea><small>${text(page.remarkHint)}</small>`,
    `<button>${text(page.send)}</button></form>`,
    recent.length === 0
      ? ''
      : `<h2>${text(page.recent)}</h2><ul>${recent.map((report) => `<li>${text(told(report, zone))}</li>`).join('')}</ul>`,
  ]
  return { status, html: frame(language, page.title, body.join('')) }
}

/** What was taken, so that whoever sent it sees that it was understood. */
export function thanksPage(
  language: Language,
  zone: string,
  report: ManualReportView & { readonly where: string; readonly unit: string },
): SentPage {
  const { page } = manualWords(language)
  const said = report.kind === 'note' ? page.noteKept : told(report, zone)
  const body = `<h1>✓ ${text(page.thanks)}</h1><p class="said">${text(said)}</p>${report.text === '' ? '' : `<p>“${text(report.text)}”</p>`}<p><a class="again" href="">${text(page.again)}</a></p>`
  return { status: 200, html: frame(language, page.thanks, body) }
}

/** For an address that opens nothing. Nobody is known by it, so it is in both languages. */
export function gonePage(): SentPage {
  const [zh, en] = [manualWords('zh').page, manualWords('en').page]
  const body = `<h1>${text(zh.gone)}</h1><p>${text(zh.goneDetail)}</p><p lang="en">${text(en.gone)}. ${text(en.goneDetail)}</p>`
  return { status: 404, html: frame('zh', zh.gone, body) }
}

function idOf({ station, datastream }: ManualStream): string {
  return `${station.id}/${datastream.name}`
}

function labelOf({ property, name }: Datastream, language: Language): string {
  return manualWords(language).properties[property] ?? name
}

/** 「白河桥 2.3 m · 7-18 08:05」 */
function told(
  report: ManualReportView & { readonly where: string; readonly unit: string },
  zone: string,
): string {
  const { value, unit, where, phenomenonTime, text: remark } = report
  const { month, day, hour, minute } = wallClock(phenomenonTime, zone)
  const at = `${month}-${day} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  const what = value === null ? `“${remark.slice(0, 40)}”` : `${value} ${unit}`
  return [where, what, '·', at].filter((part) => part !== '').join(' ')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML shows it; what people wrote is never markup. */
function text(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)
}

const STYLE = `:root{color-scheme:light dark;--ink:#16202a;--paper:#f4f6f8;--panel:#fff;--line:#8a97a5;--act:#0b57a4;--fault:#a1121c}
@media(prefers-color-scheme:dark){:root{--ink:#eef2f6;--paper:#10161d;--panel:#1a232d;--line:#75828f;--act:#8ec5ff;--fault:#ff9ea3}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.5 system-ui,-apple-system,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:34rem;margin:0 auto;padding:16px}h1{font-size:26px;margin:8px 0}h2{font-size:18px;margin:28px 0 4px}
form{display:block}label,legend{display:block;margin:16px 0 4px;font-weight:600}fieldset{border:0;margin:0;padding:0}
.pick{display:flex;gap:12px;align-items:center;min-height:52px;margin:6px 0;padding:8px 12px;background:var(--panel);border:1px solid var(--line);border-radius:8px;font-weight:400}
.pick input{width:24px;height:24px;flex:none}.pick small,small{display:block;font-size:15px;opacity:.85}
input:not([type=radio]),select,textarea,button{width:100%;min-height:52px;padding:10px 12px;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:8px}
#value{font-size:30px}button{margin:20px 0 0;border:0;background:var(--act);color:#fff;font-size:22px;font-weight:600}
@media(prefers-color-scheme:dark){button{color:#10161d}}
.fault{padding:12px;border:2px solid var(--fault);border-radius:8px;color:var(--fault);font-weight:600}.said{font-size:24px}
a.again{display:inline-block;min-height:48px;padding:10px 0;color:var(--act);font-size:20px}ul{padding-left:20px}:focus-visible{outline:3px solid var(--act);outline-offset:2px}`

function frame(language: Language, title: string, body: string): string {
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`
}
