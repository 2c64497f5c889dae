import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ChangeView } from '@tocsin/contract'
import { type ReactNode, useState } from 'react'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import type { Translate } from '../language/words.ts'
import { Since } from '../time/Since.tsx'
import { pathText, spelledOut, valueText } from './change-words.ts'
import './versions.css'

/** Who made a version: a user by the name that they sign in with; the box itself and other programs by what they are. */
function author(t: Translate, by: string): string {
  if (by === 'system') return t('version.bySystem')
  return by.startsWith('token:') ? t('version.byToken') : by
}

interface Version {
  readonly version: number
  readonly at: number
  readonly by: string
  readonly reason: string | null
  readonly changes: readonly ChangeView[]
}

interface Props<V extends Version> {
  readonly versions: readonly V[]
  readonly current: number
  readonly allowed: boolean
  /** Why it is not allowed. */
  readonly forbidden: string
  /** Saves an earlier version as the newest. */
  revert(version: number, reason: string): Promise<unknown>
  /** Where a change stands, where its path alone does not tell. */
  place?(path: string): string | undefined
  /** What the version said. */
  children?(version: V): ReactNode
}

/** Changes shown of one version before the rest is asked for. */
const FIRST = 12

/** Every version, newest first: who, when, why, what changed; and the way back to it. */
export function Versions<V extends Version>(props: Props<V>) {
  const { versions, current, allowed, forbidden, revert, place, children } = props
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<number | null>(null)
  const reversion = useMutation({
    mutationFn: ({ version, reason }: { version: number; reason: string }) => revert(version, reason),
    onSuccess: () => setChosen(null),
  })
  const newestFirst = [...versions].sort((a, b) => b.version - a.version)
  return (
    <>
      <ol className="versions" data-testid="versions">
        {newestFirst.map((version) => (
          <li key={version.version}>
            <div className="version-head">
              <p>
                <b>{t('rule.version', { version: version.version })}</b> · {author(t, version.by)} ·{' '}
                <Since at={version.at} />
              </p>
              {version.version === current ? (
                <span className="tag">{t('version.current')}</span>
              ) : (
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={!allowed}
                  {...(!allowed && { title: forbidden })}
                  onClick={() => setChosen(version.version)}
                  data-testid={`revert-${version.version}`}
                >
                  {t('version.revert')}
                </Button>
              )}
            </div>
            {version.reason && <p>{version.reason}</p>}
            {children?.(version)}
            <Changes changes={version.changes} {...(place && { place })} />
          </li>
        ))}
      </ol>
      <ReasonDialog
        key={chosen}
        title={t('version.revertTo', { version: chosen ?? 0 })}
        confirm={t('version.revert')}
        opened={chosen !== null}
        pending={reversion.isPending}
        refusal={reversion.error?.message}
        onClose={() => {
          setChosen(null)
          reversion.reset()
        }}
        onConfirm={(reason) => chosen !== null && reversion.mutate({ version: chosen, reason })}
      >
        <p className="muted">{t('version.revertMeans')}</p>
      </ReasonDialog>
    </>
  )
}

/** What changed, by place, before → after. */
function Changes({
  changes: told,
  place,
}: {
  changes: readonly ChangeView[]
  place?: (path: string) => string | undefined
}) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const changes = told.flatMap(spelledOut)
  const shown = all ? changes : changes.slice(0, FIRST)
  if (changes.length === 0) return null
  return (
    <>
      <dl className="changes">
        {shown.map((change) => (
          <div key={change.path}>
            <dt>{place?.(change.path) ?? pathText(t, change.path)}</dt>
            <dd>
              <del>{valueText(t, change, change.before)}</del>
              <span aria-hidden="true"> → </span>
              <ins>{valueText(t, change, change.after)}</ins>
            </dd>
          </div>
        ))}
      </dl>
      {!all && changes.length > FIRST && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {t('version.allChanges', { count: changes.length })}
        </button>
      )}
    </>
  )
}
