import { describe, expect, it } from 'vitest'
import { entryOf } from './upgrade.ts'

describe('a console', () => {
  it('is known by the name of its first script', () => {
    expect(entryOf('<script type="module" src="/assets/index-B0y_c-aR.js"></script>')).toBe(
      'assets/index-B0y_c-aR.js',
    )
    expect(entryOf('<html>proxy error</html>')).toBeUndefined()
  })
})
