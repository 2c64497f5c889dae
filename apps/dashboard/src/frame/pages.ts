import {
  IconAdjustmentsHorizontal,
  IconAlertTriangle,
  IconBroadcast,
  IconLayoutDashboard,
  IconMap2,
  IconPhoneCall,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react'
import type { Role } from '@tocsin/contract'

/** The pages of the rail, in the order of their keys; more will come between them. `shift`: needed by whoever is on duty. */
export const PAGES = [
  { to: '/', word: 'overview', Icon: IconLayoutDashboard, shift: true },
  { to: '/map', word: 'map', Icon: IconMap2, shift: true },
  { to: '/warnings', word: 'warnings', Icon: IconAlertTriangle },
  { to: '/callouts', word: 'callouts', Icon: IconPhoneCall, shift: true },
  { to: '/stations', word: 'stations', Icon: IconBroadcast, shift: true },
  { to: '/rules', word: 'rules', Icon: IconAdjustmentsHorizontal },
  { to: '/people', word: 'people', Icon: IconUsers },
  { to: '/system', word: 'system', Icon: IconSettings },
] as const

type Page = (typeof PAGES)[number]

/** What the rail shows somebody of that role: the duty officer only what a shift needs. Every other page stays a search away. */
export function pagesFor(role: Role | undefined): readonly Page[] {
  return role === 'duty-officer' ? PAGES.filter((page) => 'shift' in page) : PAGES
}
