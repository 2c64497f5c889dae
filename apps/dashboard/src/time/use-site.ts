import { useQuery } from '@tanstack/react-query'
import { siteQuery } from '../api/queries.ts'
import { type TimeText, timeText } from './format.ts'

/** Until the box has said where it stands. */
const DEFAULT_ZONE = 'Asia/Shanghai'

export function useSite() {
  return useQuery(siteQuery).data
}

/** Writes times in the zone of the site. */
export function useTimeText(): TimeText {
  const zone = useQuery({ ...siteQuery, select: (site) => site.timeZone }).data
  return timeText(zone ?? DEFAULT_ZONE)
}
