import { type RefObject, useEffect, useState } from 'react'

const STEP = 200

/** How wide something is, in steps of 200 px and at least one, so that not every pixel of a window being resized reads the history again. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(6 * STEP)
  useEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      setWidth(Math.max(1, Math.round(element.clientWidth / STEP)) * STEP)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return width
}
