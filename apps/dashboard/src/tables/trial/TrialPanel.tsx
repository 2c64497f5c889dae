import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RuleView, StationView } from '@tocsin/contract'
import { areaContains, datastreamId, type Level } from '@tocsin/core'
import { blindSpotsQuery, stationsQuery } from '../../api/queries.ts'
import { exactDuration } from '../../backtest/backtest-model.ts'
import { useLanguage } from '../../language/use-language.ts'
import { useTranslation } from '../../language/use-translation.ts'
import { datastreamLabel, windowText } from '../../language/words.ts'
import '../../language/trial-words.ts'
import { ProblemError } from '@tocsin/contract'
import { faultWords } from '../../rules/fault-words.ts'
import { formatAmount } from '../../stations/amount.ts'
import { zoneOffset } from '../../time/format.ts'
import { useTimeText } from '../../time/use-site.ts'
import { Strip } from './Strip.tsx'
import { numbersOf, type Strip as StripData, type StripTable } from './strip-model.ts'
import './trial.css'
import type { TrialSettings } from './trial-settings.ts'
import { type TableTrial, TRIAL_DAYS } from './use-table-trial.ts'

interface Props {
  readonly trial: TableTrial
  readonly strips: readonly StripData[]
  /** As it is typed: limits are drawn by it. */
  readonly table: StripTable
  readonly rules: readonly Pick<RuleView, 'id' | 'name'>[]
  readonly settings: TrialSettings
  readonly set: (part: Partial<TrialSettings>) => void
  /** Why nothing is tried. */
  readonly idle: 'faults' | 'rows' | 'forbidden' | undefined
  move?: ((row: number, column: number, text: string) => void) | undefined
  point(cell: { row: number; column: number } | undefined): void
  /** What a row is called. */
  rowName(row: number): string
}

/** Below a table, always in sight: what its chosen rows would have done on the history. */
export function TrialPanel(props: Props) {
  const { trial, strips, table, rules, settings, set, idle, move, point, rowName } = props
  const { t } = useTranslation()
  const language = useLanguage()
  const { timeZone } = useTimeText()
  const stations = useQuery(stationsQuery).data ?? []
  const villages = useQuery(blindSpotsQuery).data?.villages ?? []
  const { result } = trial
  const windows = [...new Set(table.columns.map(({ window }) => window ?? null))]
  const window = windows.includes(settings.window) ? settings.window : (windows[0] ?? null)
  const hourOf = (at: number) => new Date(at + zoneOffset(timeZone, at)).getUTCHours()
  return (
    <section
      className="trial"
      aria-label={t('tableTrial.title')}
      data-testid="table-trial"
      aria-busy={trial.running}
    >
      <div className="trial-head">
        <h2>{t('tableTrial.title')}</h2>
        <span className="muted">{t('tableTrial.means')}</span>
      </div>
      <div className="trial-settings">
        <NativeSelect
          label={t('backtest.range')}
          value={String(settings.days)}
          onChange={(event) => set({ days: Number(event.currentTarget.value) })}
          data={TRIAL_DAYS.map((days) => ({
            value: String(days),
            label: t('tableTrial.days', { count: days }),
          }))}
        />
        {rules.length > 1 && (
          <NativeSelect
            label={t('tableTrial.rule')}
            value={settings.rule}
            onChange={(event) => set({ rule: event.currentTarget.value })}
            data={rules.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {windows.length > 1 && (
          <NativeSelect
            label={t('tableTrial.window')}
            value={window ?? ''}
            onChange={(event) => set({ window: event.currentTarget.value })}
            data={windows.map((one) => ({ value: one ?? '', label: windowText(t, one ?? '') }))}
          />
        )}
        <NativeSelect
          label={t('tableTrial.mark')}
          value={settings.mark}
          onChange={(event) => set({ mark: event.currentTarget.value })}
          data={[{ value: '', label: t('tableTrial.markNone') }, ...levelStreams(t, stations)]}
        />
        {settings.mark !== '' && (
          <TextInput
            label={t('tableTrial.markValue')}
            inputMode="decimal"
            value={settings.markValue}
            onChange={(event) => set({ markValue: event.currentTarget.value })}
          />
        )}
        <span className="muted trial-state" role="status" data-testid="trial-state">
          {idle ? t(`tableTrial.idle.${idle}`) : trial.running ? t('tableTrial.running') : ''}
        </span>
      </div>
      {trial.failure && !trial.running && (
        <p className="alert" role="alert">
          {t('backtest.failed', { detail: faultsOf(trial.failure, language) })}
        </p>
      )}
      {result && strips.length === 0 && <p className="empty">{t('tableTrial.noStation')}</p>}
      {result &&
        strips.map((strip) => {
          const title = titleOf(t, strip, stations, rowName(strip.row))
          return (
            <article
              key={strip.datastream}
              className="strip"
              data-testid="strip"
              data-stale={trial.running || undefined}
            >
              <div className="strip-head">
                <h3>{title}</h3>
                <span className="muted">{shown(t, window, strip)}</span>
                <span className="muted push" data-testid="not-judged">
                  {strip.course.gapMs > 0
                    ? t('tableTrial.notJudged', {
                        length: exactDuration(strip.course.gapMs),
                        count: strip.course.gapCount,
                      })
                    : t('tableTrial.allJudged')}
                </span>
              </div>
              <Strip
                strip={strip}
                range={result}
                table={table}
                window={window}
                title={title}
                move={move}
                point={point}
              />
              <Numbers strip={strip} persons={personsAt(strip, stations, villages)} hourOf={hourOf} />
            </article>
          )
        })}
      {result && result.cutCourses > 0 && (
        <p className="muted">{t('tableTrial.cut', { count: result.cutCourses })}</p>
      )}
      {result && result.late > 0 && (
        <p className="muted">{t('backtest.note.late', { count: result.late })}</p>
      )}
    </section>
  )
}

/** The figures of a strip: the draft's, and beside them those of the version in force. */
function Numbers({
  strip,
  persons,
  hourOf,
}: {
  strip: StripData
  persons: (level: Level) => number | undefined
  hourOf: (at: number) => number
}) {
  const { t } = useTranslation()
  const draft = numbersOf(strip.draft, strip.known, persons, hourOf)
  const current = strip.current && numbersOf(strip.current, strip.known, persons, hourOf)
  const figures = (['raises', 'hits', 'misses', 'false', 'lead', 'calls', 'atNight'] as const).map((name) => {
    const text = (one: typeof draft) => {
      if (name === 'lead') return one.leadMs === null ? '—' : signed(one.leadMs)
      if (name === 'calls') return one.calls ?? '—'
      if (name === 'atNight')
        return one.callsAtNight === undefined
          ? t('tableTrial.times', { count: one.atNight })
          : t('tableTrial.timesCalls', { count: one.atNight, calls: one.callsAtNight })
      return one[name]
    }
    return { name, draft: text(draft), current: current && text(current) }
  })
  return (
    <dl className="strip-numbers">
      {figures.map((figure) => (
        <div key={figure.name} data-testid={`trial-${figure.name}`}>
          <dt title={t(`tableTrial.meaning.${figure.name}.${strip.knownBy}`)}>
            {t(`tableTrial.number.${figure.name}`)}
          </dt>
          <dd>
            <b>{figure.draft}</b>
            {figure.current !== null && figure.current !== undefined && (
              <span className="muted"> {t('tableTrial.before', { value: String(figure.current) })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function signed(length: number): string {
  return length < 0 ? `−${exactDuration(-length)}` : exactDuration(length)
}

type Translate = ReturnType<typeof useTranslation>['t']

function titleOf(
  t: Translate,
  { datastream }: StripData,
  stations: readonly StationView[],
  row: string,
): string {
  const station = stations.find(({ id }) => datastream.startsWith(`${id}/`))
  const own = station?.datastreams.find(({ name }) => datastreamId(station.id, name) === datastream)
  if (station === undefined || own === undefined) return `${row} · ${datastream}`
  return `${row} · ${station.name} ${datastreamLabel(t, own, station.datastreams)}`
}

function shown(t: Translate, window: string | null, { course }: StripData): string {
  const record = course.lines.find((line) => line.window === window)?.record
  const what =
    window === null ? t('tableTrial.level') : t('tableTrial.sum', { window: windowText(t, window) })
  return record
    ? `${what} · ${t('tableTrial.record', { value: formatAmount(record.value, course.unit) })}`
    : what
}

/** Datastreams of water levels, of which people may say at what value they want to be warned. */
function levelStreams(t: Translate, stations: readonly StationView[]) {
  return stations.flatMap((station) =>
    station.datastreams
      .filter(({ property }) => property === 'water-level')
      .map((datastream) => ({
        value: datastreamId(station.id, datastream.name),
        label: `${station.name} ${datastreamLabel(t, datastream, station.datastreams)}`,
      })),
  )
}

/** How many a warning of this station calls at a level, over the villages that it stands for. */
function personsAt(
  { datastream }: StripData,
  stations: readonly StationView[],
  villages: readonly {
    readonly village: string
    readonly levels: readonly { readonly level: Level; readonly persons: number }[]
  }[],
): (level: Level) => number | undefined {
  const station = stations.find(({ id }) => datastream.startsWith(`${id}/`))
  const own = villages.filter(({ village }) => station && areaContains(village, station.area))
  return (level) => {
    const counts = own.flatMap(({ levels }) => levels.filter((one) => one.level === level))
    return counts.length === 0 ? undefined : counts.reduce((sum, { persons }) => sum + persons, 0)
  }
}

function faultsOf(error: Error, language: 'zh' | 'en'): string {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : []
  return errors.length === 0
    ? faultWords(error.message, language)
    : errors.map(({ message }) => faultWords(message, language)).join('; ')
}
