import type { Browser, Page } from 'playwright-core'

/** How somebody sees the console. */
export interface Look {
  readonly viewport: { readonly width: number; readonly height: number }
  readonly language: 'zh' | 'en'
  readonly theme: 'dark' | 'light'
}

/** Each language, each theme and each width once; that they go with one another everywhere, accessibility.test.ts looks at. */
export const LOOKS: Readonly<Record<string, Look>> = {
  'desktop-zh-dark': { viewport: { width: 1440, height: 900 }, language: 'zh', theme: 'dark' },
  'phone-en-light': { viewport: { width: 360, height: 780 }, language: 'en', theme: 'light' },
}

/** A page of its own that is seen so; `errors` gets what it throws. */
export async function openAs(
  browser: Browser,
  { viewport, language, theme }: Look,
  errors: string[] = [],
): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-GB' })
  await context.addInitScript(
    `localStorage.setItem('tocsin-language', '${language}'); localStorage.setItem('tocsin-theme', '${theme}')`,
  )
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(error.message))
  return page
}

/** How many pixels a page hangs over the edge of its screen. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
