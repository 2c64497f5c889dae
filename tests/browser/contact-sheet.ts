import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'

/** Several pictures in one, each with its name, so that many can be judged at a glance. */
export async function contactSheet(
  browser: Browser,
  pictures: readonly { readonly name: string; readonly path: string }[],
  { columns, width, into }: { columns: number; width: number; into: string },
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: columns * (width + 8) + 8, height: 600 } })
  const cells = pictures.map(
    ({ name, path }) =>
      `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${readFileSync(path).toString('base64')}"></figure>`,
  )
  await page.setContent(`<style>
    body { margin: 8px; display: grid; grid-template-columns: repeat(${columns}, ${width}px); gap: 8px; background: #888; font: 14px sans-serif; align-items: start }
    figure { margin: 0 } figcaption { background: #ff0; padding: 2px 4px } img { width: ${width}px; display: block }
  </style>${cells.join('')}`)
  await page.screenshot({ path: into, fullPage: true })
  await page.close()
}
