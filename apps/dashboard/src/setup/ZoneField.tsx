import { NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { siteQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { useNow } from '../time/ticker.ts'
import { useSite, useTimeText } from '../time/use-site.ts'

/** Those that an office of this country chooses between come first. */
const FIRST = ['Asia/Shanghai', 'Asia/Urumqi']
const OTHERS = Intl.supportedValuesOf('timeZone').filter((zone) => !FIRST.includes(zone))
/** How long another one is waited for, and how often it is asked for. */
const WITHIN_MS = 60_000
const EVERY_MS = 1000

/** The zone of the site, set by an administrator: the gateway starts anew for it, and this waits until it is back. */
export function ZoneField() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const site = useSite()
  const text = useTimeText()
  const now = useNow()
  const allowed = useMay(calls.setSiteZone)
  const set = useMutation({
    async mutationFn(timeZone: string) {
      const { startsAnew } = await perform(calls.setSiteZone, { body: { timeZone } })
      const until = performance.now() + WITHIN_MS
      while (startsAnew && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
        // Meanwhile nobody answers.
        const then = await perform(calls.getSite, {}).catch(() => undefined)
        if (then?.timeZone === timeZone) break
      }
      await client.invalidateQueries({ queryKey: siteQuery.queryKey })
      return { timeZone, startsAnew }
    },
  })
  const inForce = site?.timeZone ?? ''
  const zones = [...new Set([...FIRST, inForce, ...OTHERS])].filter((zone) => zone !== '')
  return (
    <div className="setup-zone" data-testid="setup-zone">
      <NativeSelect
        label={t('setup.zone')}
        description={t('setup.zoneMeans', { time: text.time(now) })}
        value={set.isPending ? set.variables : inForce}
        onChange={(event) => set.mutate(event.currentTarget.value)}
        data={zones}
        disabled={!allowed || set.isPending}
        error={set.error?.message}
        data-testid="zone"
      />
      <p role="status" className="muted">
        {set.isPending && t('setup.zoneStarting')}
        {set.data && !set.data.startsAnew && t('setup.zoneLater', { zone: set.data.timeZone })}
      </p>
    </div>
  )
}
