import worldUrl from '@surbowl/world-geo-json-zh/world.zh.json?url'
import type { BaseMap } from '@tocsin/contract'
import { anchor, type Geometry } from '@tocsin/core'
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'

interface World {
  readonly features: readonly {
    readonly geometry: Geometry
    readonly properties: { readonly name: string; readonly iso_a2: string | null }
  }[]
}

/** The bundled world: read once for the page. */
let world: Promise<World> | undefined

export function readWorld(): Promise<World> {
  world ??= fetch(worldUrl).then((response) => {
    if (!response.ok) throw new Error(`${response.status}`)
    return response.json() as Promise<World>
  })
  world.catch(() => {
    world = undefined
  })
  return world
}

/** What stands beneath all layers. */
export interface Ground {
  readonly sources: Record<string, SourceSpecification>
  readonly layers: LayerSpecification[]
}

interface Colours {
  readonly sea: string
  readonly land: string
  readonly border: string
  readonly own: string
  readonly name: string
  readonly halo: string
  readonly road: string
  readonly building: string
}
const DARK: Colours = {
  sea: '#0d1418',
  land: '#1f282e',
  border: '#3e4a53',
  own: '#7b8893',
  name: '#a9b6c0',
  halo: '#14191d',
  road: '#46535d',
  building: '#2a343b',
}
const LIGHT: Colours = {
  sea: '#d5e0e5',
  land: '#fbfcfc',
  border: '#b4bfc6',
  own: '#66747e',
  name: '#4a5862',
  halo: '#ffffff',
  road: '#b9c3c9',
  building: '#e3e8eb',
}

/** In the middle of the outline lies a desert; the name belongs where people look for it. */
const NAME_AT: Readonly<Record<string, readonly [number, number]>> = { CN: [104.5, 35.8] }

/** The bundled world, with names at points of their own: MapLibre would write a name on every island of an outline. */
export async function bundledGround(dark: boolean, language: string): Promise<Ground> {
  const { features } = await readWorld()
  const colours = dark ? DARK : LIGHT
  const english = language === 'en' ? new Intl.DisplayNames(['en'], { type: 'region' }) : undefined
  const nameOf = ({ name, iso_a2 }: World['features'][number]['properties']) => {
    if (english === undefined || iso_a2 === null || !/^[A-Z]{2}$/.test(iso_a2)) return name
    return english.of(iso_a2) ?? name
  }
  // What has no code is no country: a glacier, a rock.
  const named = features.filter(({ properties }) => /^[A-Z]{2}$/.test(properties.iso_a2 ?? ''))
  const names = named.map(({ geometry, properties }) => ({
    type: 'Feature' as const,
    geometry: {
      type: 'Point' as const,
      coordinates: [...(NAME_AT[properties.iso_a2 ?? ''] ?? anchor(geometry))],
    },
    properties: { name: nameOf(properties), size: extent(geometry) },
  }))
  const own = ['==', ['get', 'iso_a2'], 'CN'] as never
  return {
    sources: {
      world: { type: 'geojson', data: { type: 'FeatureCollection', features } as never, tolerance: 0.1 },
      names: { type: 'geojson', data: { type: 'FeatureCollection', features: names } as never },
    },
    layers: [
      { id: 'land', type: 'fill', source: 'world', paint: { 'fill-color': colours.land } },
      {
        id: 'borders',
        type: 'line',
        source: 'world',
        paint: { 'line-color': colours.border, 'line-width': 0.8 },
      },
      // Drawn once more on top, unbroken, with the ten-dash line, which is part of it.
      {
        id: 'own-border',
        type: 'line',
        source: 'world',
        filter: own,
        paint: {
          'line-color': colours.own,
          'line-width': ['interpolate', ['linear'], ['zoom'], 2, 1, 6, 1.8],
        },
      },
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        maxzoom: 7,
        layout: {
          'text-field': ['get', 'name'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 1, 11, 5, 15],
          'text-max-width': 7,
          'symbol-sort-key': ['-', 0, ['get', 'size']],
        },
        paint: { 'text-color': colours.name, 'text-halo-color': colours.halo, 'text-halo-width': 1.4 },
      },
    ],
  }
}

/** Square degrees of what surrounds it: large countries are named first. */
function extent(geometry: Geometry): number {
  let size = 0
  const rings = geometry.type === 'MultiPolygon' ? geometry.coordinates.map(([ring]) => ring ?? []) : []
  if (geometry.type === 'Polygon') rings.push(geometry.coordinates[0] ?? [])
  for (const ring of rings) {
    const longitudes = ring.map(([longitude]) => longitude)
    const latitudes = ring.map(([, latitude]) => latitude)
    const wide = Math.max(...longitudes) - Math.min(...longitudes)
    size = Math.max(size, wide * (Math.max(...latitudes) - Math.min(...latitudes)))
  }
  return size
}

/** What an administrator has set to lie upon it. Throws when a file cannot be read. */
export async function chosenGround(
  base: BaseMap,
  version: number,
  dark: boolean,
  language: string,
): Promise<Ground> {
  switch (base.kind) {
    case 'bundled':
      return { sources: {}, layers: [] }
    case 'tiles':
      return {
        sources: Object.fromEntries(
          base.layers.map((_, index): [string, SourceSpecification] => [
            `tiles-${index}`,
            {
              type: 'raster',
              tiles: [`${location.origin}/tiles/${index}/{z}/{x}/{y}?v=${version}`],
              tileSize: 256,
              maxzoom: base.maxZoom,
            },
          ]),
        ),
        layers: base.layers.map(
          (_, index): LayerSpecification => ({
            id: `tiles-${index}`,
            type: 'raster',
            source: `tiles-${index}`,
            // Tiles are white as paper: at night they are dimmed.
            paint: dark ? { 'raster-brightness-max': 0.72, 'raster-saturation': -0.3 } : {},
          }),
        ),
      }
    case 'pmtiles':
      return pmtilesGround(base.file, version, dark, language)
    default:
      return base satisfies never
  }
}

const VECTOR = 1

async function pmtilesGround(
  file: string,
  version: number,
  dark: boolean,
  language: string,
): Promise<Ground> {
  const [{ PMTiles, Protocol }, { addProtocol }] = await Promise.all([
    import('pmtiles'),
    import('maplibre-gl'),
  ])
  const url = `${location.origin}/maps/${file}?v=${version}`
  const protocol = new Protocol()
  const archive = new PMTiles(url)
  protocol.add(archive)
  addProtocol('pmtiles', protocol.tile)
  const { tileType, maxZoom } = await archive.getHeader()
  const colours = dark ? DARK : LIGHT
  if (tileType !== VECTOR) {
    return {
      sources: { file: { type: 'raster', url: `pmtiles://${url}`, tileSize: 256, maxzoom: maxZoom } },
      layers: [
        {
          id: 'file',
          type: 'raster',
          source: 'file',
          paint: dark ? { 'raster-brightness-max': 0.72, 'raster-saturation': -0.3 } : {},
        },
      ],
    }
  }
  return {
    sources: { file: { type: 'vector', url: `pmtiles://${url}` } },
    layers: vectorLayers(colours, language),
  }
}

/**
 * Tiles of the Protomaps schema. Their borders are left out: OpenStreetMap draws those that are, not those of the standard map; the bundled ones stay
 * on view.
 */
function vectorLayers(colours: Colours, language: string): LayerSpecification[] {
  const name: never = [
    'coalesce',
    ['get', language === 'en' ? 'name:en' : 'name:zh'],
    ['get', 'name'],
  ] as never
  return [
    {
      id: 'file-water',
      type: 'fill',
      source: 'file',
      'source-layer': 'water',
      paint: { 'fill-color': colours.sea },
    },
    {
      id: 'file-buildings',
      type: 'fill',
      source: 'file',
      'source-layer': 'buildings',
      minzoom: 14,
      paint: { 'fill-color': colours.building },
    },
    {
      id: 'file-roads',
      type: 'line',
      source: 'file',
      'source-layer': 'roads',
      paint: {
        'line-color': colours.road,
        'line-width': ['match', ['get', 'kind'], 'highway', 2.4, 'major_road', 1.8, 'minor_road', 1.1, 0.7],
      },
    },
    {
      id: 'file-places',
      type: 'symbol',
      source: 'file',
      'source-layer': 'places',
      filter: ['!=', ['get', 'kind'], 'country'],
      layout: { 'text-field': name, 'text-size': 12 },
      paint: { 'text-color': colours.name, 'text-halo-color': colours.halo, 'text-halo-width': 1.4 },
    },
  ]
}

/** The style of an empty map upon that ground. Without a glyph address: every letter is drawn by the browser. */
export function groundStyle(bundled: Ground, chosen: Ground, dark: boolean): StyleSpecification {
  // A server's own tiles have borders, in detail; the bundled ones stay beneath, for where it gives none.
  const isRaster = chosen.layers.some(({ type }) => type === 'raster')
  const [land, ...lines] = bundled.layers
  const layers = isRaster
    ? [...bundled.layers, ...chosen.layers]
    : [...(land ? [land] : []), ...chosen.layers, ...lines]
  return {
    version: 8,
    sources: { ...bundled.sources, ...chosen.sources },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': (dark ? DARK : LIGHT).sea } },
      ...layers,
    ],
  }
}
