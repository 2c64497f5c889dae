import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mapSettingsQuery } from '../api/map-queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { bundledGround, chosenGround, type Ground } from './base-map.ts'
import { type Palette, readPalette } from './icons.ts'

const NOTHING: Ground = { sources: {}, layers: [] }

/** What stands beneath the layers, in the theme and language of the page. Undefined until it is there. */
export function useGround():
  | { bundled: Ground; chosen: Ground; palette: Palette; failed: boolean }
  | undefined {
  const dark = useComputedColorScheme('dark') === 'dark'
  const language = useLanguage()
  const settings = useQuery(mapSettingsQuery).data
  const bundled = useQuery({
    queryKey: ['map-ground', dark, language],
    queryFn: () => bundledGround(dark, language),
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
  }).data
  const chosen = useQuery({
    queryKey: ['map-chosen-ground', settings?.version, dark, language],
    queryFn: () =>
      chosenGround(settings?.base ?? { kind: 'bundled' }, settings?.version ?? 0, dark, language),
    enabled: settings !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
    networkMode: 'always',
  })
  const ground = chosen.data ?? (chosen.isError ? NOTHING : undefined)
  // The colours are those of the theme, read from the page.
  const palette = useMemo(() => readPalette(), [dark])
  return useMemo(() => {
    if (bundled === undefined || ground === undefined || palette.dark !== dark) return undefined
    return { bundled, chosen: ground, palette, failed: chosen.isError }
  }, [bundled, ground, palette, dark, chosen.isError])
}
