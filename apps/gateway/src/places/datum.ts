import type { Datum } from '@tocsin/contract'
import { type Coordinate, type Geometry, moved } from '@tocsin/core'
import imported from 'gcoord'

// Its declarations speak of an ES module with a default; under Node it is CommonJS, and what is imported is that default.
const gcoord = imported as unknown as typeof imported.default

/** A centimetre in degrees: further digits are noise, and bytes for every console. */
const DECIMALS = 1e7

/** The geometry in WGS-84, whatever datum its positions were given in. */
export function toWgs84(geometry: Geometry, datum: Datum): Geometry {
  return moved(geometry, (coordinate) => rounded(datum === 'GCJ-02' ? fromGcj02(coordinate) : coordinate))
}

/** Outside China the two are the same, which gcoord knows. */
function fromGcj02([longitude, latitude]: Coordinate): Coordinate {
  const [x, y] = gcoord.transform([longitude, latitude] as [number, number], gcoord.GCJ02, gcoord.WGS84)
  return [x as number, y as number]
}

function rounded([longitude, latitude]: Coordinate): Coordinate {
  return [Math.round(longitude * DECIMALS) / DECIMALS, Math.round(latitude * DECIMALS) / DECIMALS]
}
