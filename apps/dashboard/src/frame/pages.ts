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

/** The pages of the rail, in the order of their keys; more will come between them. */
export const PAGES = [
  { to: '/', word: 'overview', Icon: IconLayoutDashboard },
  { to: '/map', word: 'map', Icon: IconMap2 },
  { to: '/warnings', word: 'warnings', Icon: IconAlertTriangle },
  { to: '/callouts', word: 'callouts', Icon: IconPhoneCall },
  { to: '/stations', word: 'stations', Icon: IconBroadcast },
  { to: '/rules', word: 'rules', Icon: IconAdjustmentsHorizontal },
  { to: '/people', word: 'people', Icon: IconUsers },
  { to: '/system', word: 'system', Icon: IconSettings },
] as const
