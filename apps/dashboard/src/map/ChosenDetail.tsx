import { PlaceDetail, StationDetail, VillageDetail } from './MapDetail.tsx'
import { splitRef } from './map-ref.ts'
import type { MapSearch } from './map-search.ts'
import type { Drawn } from './use-drawn.ts'

/** What is known of the station, village or place that is chosen. */
export function ChosenDetail({
  search,
  drawn,
  replayed,
  onEdit,
  onClose,
}: {
  search: MapSearch
  drawn: Drawn
  replayed: boolean
  onEdit: (() => void) | undefined
  onClose(): void
}) {
  const [kind, id] = splitRef(search.sel)
  if (kind === 'station') {
    const station = drawn.all.find((one) => one.id === id)
    if (station === undefined) return null
    const mark = drawn.marks.find((one) => one.id === id)
    return <StationDetail key={id} station={station} mark={mark} replayed={replayed} onClose={onClose} />
  }
  if (kind === 'village') {
    const village = drawn.villages.find(({ path }) => path === id)
    return village ? (
      <VillageDetail village={village} answersShown={drawn.answersShown} onClose={onClose} />
    ) : null
  }
  const place = drawn.places.find((one) => one.id === id)
  return place ? <PlaceDetail place={place} onEdit={onEdit} onClose={onClose} /> : null
}
