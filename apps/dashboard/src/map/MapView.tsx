import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
// The worker's address is computed at run time, where Vite cannot see it: it is emitted by this import, and told.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { type Ground, groundStyle } from './base-map.ts'
import type { Features } from './features.ts'
import { drawIcon, ICON_RATIO, type Palette } from './icons.ts'
import type { Camera, MapLayer } from './map-search.ts'
import { PICKED, SOURCES, type SourceName, showLayers, withOverlay } from './overlay.ts'

setWorkerUrl(workerUrl)

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number]

/** What the page may ask of the map. */
export interface MapControls {
  fit(bounds: Bounds): void
  goTo(position: readonly [number, number]): void
  zoomBy(steps: number): void
}

interface Props {
  readonly bundled: Ground
  readonly chosen: Ground
  readonly palette: Palette
  readonly data: Readonly<Record<SourceName, Features>>
  readonly off: ReadonlySet<MapLayer>
  /** Where it looks first: a camera, or all there is. */
  readonly look: Camera | Bounds
  /** What is looked at stands out. */
  readonly selected: readonly [number, number] | undefined
  readonly drawing: boolean
  readonly controls: RefObject<MapControls | null>
  /** Everything drawn so many times as large, for whoever stands far away; nobody moves such a map. */
  readonly scale?: number
  onMoved(camera: Camera, bounds: Bounds): void
  /** `station:bridge` */
  onPick(ref: string): void
  onDraw(position: [number, number]): void
  /** Tiles of the chosen ground do not come; or they do again. */
  onGroundAway(away: boolean): void
}

/** Something of the land around a single village. */
const FIT = { padding: { top: 56, right: 88, bottom: 56, left: 56 }, maxZoom: 12 }
/** A finger is broader than a point. */
const REACH_PX = 8
const CJK = "'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif"

/** The map itself. Made anew with another ground or theme; what is shown upon it changes in place. */
export function MapView(props: Props) {
  const title = useTranslation().t('map.canvas')
  const { bundled, chosen, palette, data, off, selected, drawing, controls, scale } = props
  const container = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre>()
  // What the map calls back is what the page says now, not what it said when the map was made.
  const latest = useRef(props)
  latest.current = props
  const look = useRef(props.look)
  /** What the map has been given, by source. */
  const given = useRef(data)
  const moved = useRef(() => {})

  useEffect(() => {
    const place = container.current
    if (place === null) return
    given.current = latest.current.data
    const made = new MapLibre({
      container: place,
      style: withOverlay(groundStyle(bundled, chosen, palette.dark), palette, given.current),
      ...viewOf(look.current),
      attributionControl: false,
      ...(scale !== undefined && { interactive: false, pixelRatio: scale * devicePixelRatio }),
      localIdeographFontFamily: CJK,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      fadeDuration: 0,
      renderWorldCopies: true,
      locale: { 'Map.Title': title },
    })
    made.touchZoomRotate.disableRotation()
    made.keyboard.disableRotation()
    made.setMissingStyleImageResolver((id) => {
      const image = drawIcon(id, palette)
      if (image !== undefined && !made.hasImage(id)) made.addImage(id, image, { pixelRatio: ICON_RATIO })
    })
    // Sources and layers are there; what is drawn of them is none of the page's business.
    made.once('styledata', () => setMap(made))
    const tell = () => {
      const { lng, lat } = made.getCenter()
      const camera: Camera = { center: [lng, lat], zoom: made.getZoom() }
      look.current = camera
      const bounds = made.getBounds()
      latest.current.onMoved(camera, [
        bounds.getWest(),
        bounds.getSouth(),
        bounds.getEast(),
        bounds.getNorth(),
      ])
    }
    made.on('moveend', tell)
    moved.current = tell
    // For whoever waits for the picture, such as a test.
    made.on('idle', () => {
      place.dataset['idle'] = String(Math.round(performance.now()))
    })
    made.on('dataloading', () => {
      delete place.dataset['idle']
    })
    made.on('error', ({ error, ...event }) => {
      const { sourceId } = event as { sourceId?: string }
      if (sourceId !== undefined && /^(tiles-\d|file)$/.test(sourceId)) latest.current.onGroundAway(true)
      else console.error('map', error)
    })
    made.on('sourcedata', ({ sourceId, tile }) => {
      if (tile !== undefined && /^(tiles-\d|file)$/.test(sourceId)) latest.current.onGroundAway(false)
    })
    made.on('click', (event) => {
      const { onDraw, onPick, drawing: isDrawing } = latest.current
      if (isDrawing) {
        onDraw([event.lngLat.lng, event.lngLat.lat])
        return
      }
      const { x, y } = event.point
      const box: [[number, number], [number, number]] = [
        [x - REACH_PX, y - REACH_PX],
        [x + REACH_PX, y + REACH_PX],
      ]
      const found = made.queryRenderedFeatures(box, { layers: [...PICKED] })
      for (const layer of PICKED) {
        const feature = found.find((one) => one.layer.id === layer)
        if (feature === undefined) continue
        const cluster = feature.properties['cluster_id'] as number | undefined
        if (cluster === undefined) onPick(feature.properties['ref'] as string)
        else
          void openCluster(
            made,
            cluster,
            (feature.geometry as unknown as { coordinates: [number, number] }).coordinates,
          )
        return
      }
    })
    made.on('mousemove', ({ point }) => {
      const over =
        made.getLayer('stations') !== undefined &&
        made.queryRenderedFeatures(point, { layers: [...PICKED] }).length > 0
      made.getCanvas().style.cursor = latest.current.drawing ? 'crosshair' : over ? 'pointer' : ''
    })
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(place)
    return () => {
      watch.disconnect()
      delete place.dataset['idle']
      setMap(undefined)
      made.remove()
    }
  }, [bundled, chosen, palette, title, scale])

  useEffect(() => {
    controls.current =
      map === undefined
        ? null
        : {
            fit: ([west, south, east, north]) =>
              map.fitBounds([west, south, east, north], { ...FIT, animate: false }),
            goTo: (center) => map.jumpTo({ center: [...center], zoom: Math.max(map.getZoom(), 13) }),
            zoomBy: (steps) => map.zoomTo(map.getZoom() + steps, { duration: 150 }),
          }
    if (map !== undefined) moved.current()
  }, [map, controls])

  useEffect(() => {
    if (map === undefined) return
    for (const name of SOURCES) {
      if (given.current[name] === data[name]) continue
      void (map.getSource(name) as GeoJSONSource | undefined)?.setData(data[name] as never)
    }
    given.current = data
  }, [map, data])
  useEffect(() => {
    if (map !== undefined) showLayers(map, off)
  }, [map, off])

  return (
    <div className="map-frame" data-drawing={drawing || undefined}>
      <div
        ref={container}
        className="map-canvas"
        data-testid="map"
        {...(scale !== undefined && {
          style: {
            right: 'auto',
            bottom: 'auto',
            width: `${100 / scale}%`,
            height: `${100 / scale}%`,
            transform: `scale(${scale})`,
            transformOrigin: '0 0',
          },
        })}
      />
      {map !== undefined && selected !== undefined && <Halo map={map} at={selected} />}
    </div>
  )
}

/** MapLibre's words for where to look. */
function viewOf(look: Camera | Bounds) {
  if ('center' in look) return { center: look.center, zoom: look.zoom }
  const [west, south, east, north] = look
  return { bounds: [west, south, east, north] as [number, number, number, number], fitBoundsOptions: FIT }
}

async function openCluster(map: MapLibre, cluster: number, center: [number, number]): Promise<void> {
  const source = map.getSource('stations') as GeoJSONSource
  const zoom = await source.getClusterExpansionZoom(cluster)
  map.easeTo({ center, zoom: zoom + 0.2, duration: 250 })
}

/** A ring around what is looked at. */
function Halo({ map, at }: { map: MapLibre; at: readonly [number, number] }) {
  const ring = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = () => {
      const { x, y } = map.project([at[0], at[1]])
      if (ring.current) ring.current.style.transform = `translate(${x - 22}px, ${y - 22}px)`
    }
    place()
    map.on('move', place)
    map.on('resize', place)
    return () => {
      map.off('move', place)
      map.off('resize', place)
    }
  }, [map, at])
  return <div ref={ring} className="map-halo" aria-hidden="true" />
}
