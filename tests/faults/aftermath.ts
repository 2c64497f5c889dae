import { eventually, Office } from '../rig/office.ts'

/** Once the cause of a fault is gone everything is well again by itself, and health says so. Throws with what is not. */
export async function expectWell(url: string): Promise<void> {
  let wrong = ''
  await eventually(
    'everything to be well again',
    async () => {
      const { parts } = await Office.health(url)
      wrong = Object.entries(parts)
        // Nobody sits at a console of these boxes.
        .filter(([name, { status }]) => status !== 'ok' && name !== 'consoles')
        .map(([name, { detail }]) => `${name}: ${detail}`)
        .join('; ')
      return wrong === '' ? true : undefined
    },
    30_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}: ${wrong}`)
  })
}
