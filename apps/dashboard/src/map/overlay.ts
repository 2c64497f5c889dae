import type {
  LayerSpecification,
  Map as MapLibre,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { Features } from './features.ts'
import type { Palette } from './icons.ts'
import type { MapLayer } from './map-search.ts'
import { RAIN_CLASSES } from './rain.ts'

/** What the page hands to the map, by source. */
export const SOURCES = ['shapes', 'points', 'villages', 'rain', 'stations', 'draft'] as const
export type SourceName = (typeof SOURCES)[number]

/** Beyond this many pixels stations are not gathered; at this zoom each stands alone. */
const CLUSTER_RADIUS = 44
const CLUSTER_MAX_ZOOM = 12

/** From afar a county is a point: what is calm is shown from this zoom on. */
const CLOSE = 8
/** The least rank of a village in which somebody is being called. */
const CALLED = 3

/** Layers that can be pressed, the topmost first. */
export const PICKED = [
  'stations',
  'clusters',
  'villages',
  'points',
  'rain',
  'route',
  'river',
  'zone-line',
  'zone',
] as const

/** The style with all that the page shows upon the ground, in it from the first picture on. */
export function withOverlay(
  style: StyleSpecification,
  palette: Palette,
  data: Readonly<Record<SourceName, Features>>,
): StyleSpecification {
  const sources = SOURCES.map((name): [string, SourceSpecification] => [name, sourceOf(name, data[name])])
  return {
    ...style,
    sources: { ...style.sources, ...Object.fromEntries(sources) },
    layers: [...style.layers, ...overlayLayers(palette)],
  }
}

function sourceOf(name: SourceName, features: Features): SourceSpecification {
  const data = features as never
  if (name !== 'stations') return { type: 'geojson', data }
  return {
    type: 'geojson',
    data,
    cluster: true,
    clusterRadius: CLUSTER_RADIUS,
    clusterMaxZoom: CLUSTER_MAX_ZOOM,
    // A cluster is as grave as the worst in it.
    clusterProperties: {
      rank: ['max', ['get', 'rank']],
      waiting: ['max', ['get', 'waiting']],
    },
  }
}

const SINGLE = ['!', ['has', 'point_count']] as never
const CLUSTER = ['has', 'point_count'] as never
const kindIs = (...kinds: string[]) => ['in', ['get', 'kind'], ['literal', kinds]] as never

function overlayLayers(palette: Palette): LayerSpecification[] {
  const halo = { 'text-halo-color': palette.panel, 'text-halo-width': 1.6 }
  const name = { 'text-field': ['get', 'name'] as never, 'text-size': 12.5, 'text-max-width': 9 }
  const along = {
    ...name,
    'symbol-placement': 'line' as const,
    'symbol-spacing': 600,
    'text-offset': [0, -0.9] as [number, number],
  }
  return [
    {
      id: 'river',
      type: 'line',
      source: 'shapes',
      filter: kindIs('river'),
      paint: { 'line-color': palette.dark ? '#5f8a94' : '#4b8793', 'line-width': 2.2 },
    },
    {
      id: 'zone',
      type: 'fill',
      source: 'shapes',
      filter: kindIs('danger-zone', 'village'),
      paint: {
        'fill-pattern': 'hatch',
        // A village's outline is only there to be seen.
        'fill-opacity': ['match', ['get', 'kind'], 'danger-zone', 1, 0],
      },
    },
    {
      id: 'zone-line',
      type: 'line',
      source: 'shapes',
      filter: kindIs('danger-zone', 'village'),
      paint: {
        'line-color': palette.text,
        'line-width': ['match', ['get', 'kind'], 'danger-zone', 2, 1],
        'line-dasharray': [3, 2],
      },
    },
    {
      id: 'route',
      type: 'line',
      source: 'shapes',
      filter: kindIs('route'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.accent, 'line-width': 3.2, 'line-dasharray': [0.2, 1.8] },
    },
    {
      id: 'line-names',
      type: 'symbol',
      source: 'shapes',
      filter: kindIs('route', 'river'),
      minzoom: 9,
      layout: along,
      paint: { 'text-color': palette.text, ...halo },
    },
    {
      id: 'rain',
      type: 'circle',
      source: 'rain',
      layout: { 'circle-sort-key': ['get', 'mm'] },
      paint: {
        'circle-radius': byRank(6, ({ radius }) => radius),
        'circle-color': byRank('rgba(0,0,0,0)', ({ fill }) => fill),
        'circle-stroke-color': palette.dark ? '#e6edf2' : '#14191d',
        'circle-stroke-width': 1.2,
        'circle-opacity': 0.92,
      },
    },
    {
      id: 'points',
      type: 'symbol',
      source: 'points',
      minzoom: CLOSE,
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        ...name,
        'text-anchor': 'top',
        'text-offset': [0, 1.2],
        'text-optional': true,
      },
      paint: { 'text-color': palette.text, ...halo },
    },
    {
      id: 'villages',
      type: 'symbol',
      source: 'villages',
      // From afar only those where somebody has to answer.
      filter: ['any', ['>=', ['get', 'rank'], CALLED], ['>=', ['zoom'], CLOSE]] as never,
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['-', 0, ['get', 'rank']],
        'text-field': ['get', 'label'],
        'text-size': 12.5,
        'text-max-width': 12,
        'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
        'text-radial-offset': 1,
        'text-justify': 'auto',
        'text-optional': true,
      },
      paint: { 'text-color': palette.text, ...halo },
    },
    {
      id: 'clusters',
      type: 'symbol',
      source: 'stations',
      filter: CLUSTER,
      layout: {
        'icon-image': ['concat', 'cluster/', ['get', 'rank'], '/', ['get', 'waiting']],
        'icon-allow-overlap': true,
        'icon-size': ['interpolate', ['linear'], ['ln', ['get', 'point_count']], 0.7, 0.82, 7, 1.3],
        'text-field': ['get', 'point_count_abbreviated'],
        'text-size': 13,
        'text-allow-overlap': true,
        // A triangle's middle lies low.
        'text-offset': ['match', ['get', 'rank'], 3, ['literal', [0, 0.3]], ['literal', [0, 0]]],
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': ['match', ['get', 'rank'], 0, palette.text, 4, '#ffffff', '#111111'] },
    },
    {
      id: 'stations',
      type: 'symbol',
      source: 'stations',
      filter: SINGLE,
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'rank'],
      },
    },
    {
      id: 'rain-numbers',
      type: 'symbol',
      source: 'rain',
      layout: {
        'text-field': ['get', 'label'],
        'text-size': 12,
        'text-anchor': 'bottom',
        // Above its circle, however large that is.
        'text-offset': byRank(
          ['literal', [0, -0.9]] as unknown,
          ({ radius }) => ['literal', [0, -(radius + 3) / 12]] as unknown,
        ),
        'symbol-sort-key': ['-', 0, ['get', 'mm']],
      },
      paint: { 'text-color': palette.text, ...halo, 'text-halo-width': 2 },
    },
    {
      id: 'station-names',
      type: 'symbol',
      source: 'stations',
      // What is calm is not named: the abnormal stands out.
      filter: ['all', SINGLE, ['>', ['get', 'rank'], 0]] as never,
      layout: {
        'text-field': ['get', 'label'],
        'text-size': 13,
        'text-max-width': 14,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.5,
        'text-justify': 'auto',
        'symbol-sort-key': ['-', 0, ['get', 'rank']],
      },
      paint: { 'text-color': palette.text, 'text-halo-color': palette.panel, 'text-halo-width': 2 },
    },
    {
      id: 'draft-line',
      type: 'line',
      source: 'draft',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': palette.accent, 'line-width': 3, 'line-dasharray': [2, 1] },
    },
    {
      id: 'draft-dots',
      type: 'circle',
      source: 'draft',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 5,
        'circle-color': palette.accent,
        'circle-stroke-color': palette.panel,
        'circle-stroke-width': 2,
      },
    },
  ]
}

function byRank<T>(none: T, of: (one: (typeof RAIN_CLASSES)[number]) => T): never {
  return ['match', ['get', 'rank'], ...RAIN_CLASSES.flatMap((one, rank) => [rank, of(one)]), none] as never
}

/** Shows the layers that are on and hides the others. */
export function showLayers(map: MapLibre, off: ReadonlySet<MapLayer>): void {
  const show = (layer: string, visible: boolean) =>
    map.setLayoutProperty(layer, 'visibility', visible ? 'visible' : 'none')
  for (const layer of ['stations', 'clusters', 'station-names']) show(layer, !off.has('stations'))
  show('villages', !off.has('village'))
  show('route', !off.has('route'))
  show('river', !off.has('river'))
  const zones = (['danger-zone', 'village'] as const).filter((kind) => !off.has(kind))
  for (const layer of ['zone', 'zone-line']) map.setFilter(layer, kindIs(...zones))
  map.setFilter('line-names', kindIs(...(['route', 'river'] as const).filter((kind) => !off.has(kind))))
  const points = (['danger-zone', 'shelter', 'team', 'store'] as const).filter((kind) => !off.has(kind))
  map.setFilter('points', kindIs(...points))
}
