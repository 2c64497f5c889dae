import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Call, calls } from '@tocsin/contract'
import { useMemo } from 'react'
import { personsQuery } from '../api/directory-queries.ts'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { speak } from '../language/i18n.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { may } from '../session/permission.ts'
import { usePerson } from '../session/use-person.ts'
import { useSignOut } from '../session/use-sign-out.ts'
import { bell } from '../sound/bell.ts'
import { unlockSound } from '../sound/sound-player.ts'
import { chooseTheme, THEMES } from '../theme-choice.ts'
import { serverNow } from '../time/server-clock.ts'
import { placeText } from '../warnings/subject.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { standing } from '../warnings/warning-order.ts'
import { openOverlay } from './overlay.ts'
import type { Entry } from './palette-entries.ts'

/** Every page that has an address of its own, with its word. */
const PAGES = {
  overview: '/',
  wall: '/wall',
  map: '/map',
  warnings: '/warnings',
  closedWarnings: '/warnings?tab=closed',
  callouts: '/callouts',
  telephone: '/telephone',
  plans: '/plans',
  channels: '/channels',
  blindSpots: '/blind-spots',
  statistics: '/statistics',
  stations: '/stations',
  rejections: '/stations?tab=rejections',
  strangers: '/stations?tab=strangers',
  missedPeaks: '/stations?tab=missed-peaks',
  databases: '/stations/databases',
  trends: '/trends',
  rules: '/rules',
  tables: '/rules/tables',
  people: '/people',
  households: '/households',
  roster: '/roster',
  health: '/system',
  exchange: '/system/exchange',
  pipeline: '/pipeline',
  account: '/system?tab=account',
  setup: '/setup',
} as const

/** Pages for who may use them: most of them are to make something new. */
const NEW: Readonly<Record<string, { readonly to: string; readonly call: Pick<Call, 'role'> }>> = {
  newStation: { to: '/stations/new', call: calls.createStation },
  newRule: { to: '/rules/new', call: calls.createRule },
  newTable: { to: '/rules/tables/new', call: calls.createTable },
  newPlan: { to: '/plans/new', call: calls.createPlan },
  users: { to: '/system?tab=users', call: calls.listUsers },
  tokens: { to: '/system?tab=tokens', call: calls.listTokens },
  workbench: { to: '/workbench', call: calls.listExampleFrames },
}

/** Everything the palette can find for whoever is signed in. */
export function useEntries(): Entry[] {
  const { t } = useTranslation()
  const language = useLanguage()
  const navigate = useNavigate()
  const role = usePerson()?.role
  const { mutate: signOut } = useSignOut()
  const { warnings } = useOpenWarnings()
  const sentenceOf = useSentences(warnings)
  const stations = useQuery(stationsQuery).data
  const rules = useQuery(rulesQuery).data
  const persons = useQuery(personsQuery).data
  return useMemo(() => {
    const go = (href: string) => () => void navigate({ href })
    const forbidden = (call: Pick<Call, 'role'>) =>
      may(role, call) || call.role === 'public'
        ? {}
        : { forbidden: t('palette.forbidden', { role: t(`role.${call.role}`) }) }
    const action = (id: string, run: () => void, rest: Partial<Entry> = {}): Entry => ({
      id: `action ${id}`,
      group: 'action',
      text: t(`palette.action.${id}`),
      run,
      ...rest,
    })
    return [
      ...warnings.map((warning) => ({
        id: `warning ${warning.id}`,
        group: 'warning' as const,
        text: `${t(`level.chip.${standing(warning)}`)} ${sentenceOf(warning)}`,
        hint: placeText(t, warning, stations ?? []),
        run: go(`/warnings/${warning.id}`),
      })),
      ...Object.entries(PAGES).map(([word, to]) => ({
        id: `page ${to}`,
        group: 'page' as const,
        text: t(`palette.page.${word}`),
        hint: to,
        run: go(to),
      })),
      ...Object.entries(NEW).map(([word, { to, call }]) => ({
        id: `page ${to}`,
        group: 'page' as const,
        text: t(`palette.page.${word}`),
        hint: to,
        run: go(to),
        ...forbidden(call),
      })),
      action('mute', () => (bell.state(serverNow()) === 'locked' ? unlockSound() : bell.mute()), {
        hint: 'M',
      }),
      action('unmute', () => bell.unmute()),
      ...THEMES.map((theme) => action(theme, () => chooseTheme(theme), { hint: 'T' })),
      action('language', () => void speak(language === 'zh' ? 'en' : 'zh')),
      action('sheet', () => openOverlay('sheet'), { hint: '?' }),
      action('startCallout', go('/callouts?start=true'), forbidden(calls.startCallout)),
      action('signOut', () => signOut()),
      ...(stations ?? []).map(({ id, name, area }) => ({
        id: `station ${id}`,
        group: 'station' as const,
        text: name,
        hint: `${id} · ${area}`,
        run: go(`/stations/${id}`),
      })),
      ...(rules ?? []).map(({ id, name, state }) => ({
        id: `rule ${id}`,
        group: 'rule' as const,
        text: name,
        ...(state !== 'active' && { hint: t(`rule.state.${state}`) }),
        run: go(`/rules/${id}`),
      })),
      ...(persons ?? []).map(({ id, name, roles }) => ({
        id: `person ${id}`,
        group: 'person' as const,
        text: name,
        hint: roles.map(({ role: one, area }) => `${one} ${area}`).join(' · '),
        run: go(`/people?q=${encodeURIComponent(name)}`),
      })),
    ]
  }, [t, language, navigate, role, signOut, warnings, sentenceOf, stations, rules, persons])
}
