interface Place {
  readonly longitude: number
  readonly latitude: number
}

const EARTH_KM = 6371
const RADIANS = Math.PI / 180

/** Great-circle distance in km, by haversines: good to 0.5 %. */
export function distanceKm(a: Place, b: Place): number {
  const [latitudes, longitudes] = [(b.latitude - a.latitude) * RADIANS, (b.longitude - a.longitude) * RADIANS]
  const h =
    Math.sin(latitudes / 2) ** 2 +
    Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS) * Math.sin(longitudes / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}
