import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { drawIcon, ICON_RATIO, readPalette } from './icons.ts'

/** One of the map's icons, in the list and the legend; the word stands beside it. */
export function MapIcon({ name }: { name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme('dark')
  // Drawn anew with the theme, whose colours it has.
  useEffect(() => {
    const image = drawIcon(name, readPalette())
    const place = canvas.current
    if (image === undefined || place === null) return
    place.width = image.width
    place.height = image.height
    place.style.width = `${image.width / ICON_RATIO}px`
    place.style.height = `${image.height / ICON_RATIO}px`
    place.getContext('2d')?.putImageData(image, 0, 0)
  }, [name, scheme])
  return (
    <span className="map-icon" aria-hidden="true">
      <canvas ref={canvas} />
    </span>
  )
}
