import type { StationView } from '@tocsin/contract'

const STATIONS = 10_000

/** Ten thousand stations of a province, made up for a page. */
export function province(): StationView[] {
  const now = Date.now()
  return Array.from({ length: STATIONS }, (_, index) => ({
    id: `s${index}`,
    name: `站点 ${index}`,
    area: `a${index % 100}`,
    position: { longitude: 108 + (index % 100) * 0.08, latitude: 29 + Math.floor(index / 100) * 0.04 },
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }],
    latenessMs: 600_000,
    latest: { level: { phenomenonTime: now, receivedAt: now, value: 2 + (index % 7) / 10, flag: 'good' } },
    connected: index % 37 !== 0,
    lastSeenAt: now,
    faults: [],
    counts: { readings: 1, duplicates: 0, rejected: 0 },
  }))
}
