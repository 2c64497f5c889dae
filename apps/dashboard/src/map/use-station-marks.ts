import type { StationView, WarningView } from '@tocsin/contract'
import { useEffect, useRef, useState } from 'react'
import { liveStore } from '../live/connection.ts'
import { serverNow } from '../time/server-clock.ts'
import { type StationMark, sameMarks, stationMarks } from './station-marks.ts'

/** The map is redrawn this often at most: ten thousand stations cost it a third of a second in software. */
const EVERY_MS = 1000

const NONE: readonly StationMark[] = []

/** How stations stand now, looked at each second; the same list for as long as nothing that is drawn has changed. */
export function useStationMarks(
  stations: readonly StationView[] | undefined,
  open: readonly WarningView[],
): readonly StationMark[] {
  const [marks, setMarks] = useState(NONE)
  const latest = useRef({ stations, open })
  latest.current = { stations, open }
  const known = stations !== undefined
  useEffect(() => {
    if (!known) return
    const look = () => {
      const { stations: all = [], open: warnings } = latest.current
      const next = stationMarks(all, warnings, (name) => liveStore.latest(name), serverNow())
      setMarks((before) => (sameMarks(before, next) ? before : next))
    }
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [known])
  return marks
}
