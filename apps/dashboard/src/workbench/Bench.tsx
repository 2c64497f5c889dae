import { Button, NativeSelect, Textarea } from '@mantine/core'
import type { DeviceProfileView, ExampleFrame, StationView } from '@tocsin/contract'
import { type Dialect, guessDialect, type Instant, PROTOCOLS, pastedFrame } from '@tocsin/core'
import { useDeferredValue, useMemo, useState } from 'react'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { Translate } from '../language/words.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { isNameless, onBench } from './bench.ts'
import { Examples } from './Examples.tsx'
import { FrameView } from './FrameView.tsx'
import { frameText } from './frame-text.ts'
import { OutcomeView } from './OutcomeView.tsx'

/** A frame that was not pasted by hand, and where it is from. */
export interface Given {
  readonly dialect: Dialect
  readonly hex: string
  readonly receivedAt: Instant
  /** Who sent it; undefined of nobody who is registered. */
  readonly station: string | undefined
  readonly profile?: string | undefined
  readonly from: string
}

interface Props {
  readonly given: Given | undefined
  readonly stations: readonly StationView[]
  readonly profiles: readonly DeviceProfileView[]
  readonly examples: readonly ExampleFrame[]
}

const DIALECTS: readonly Dialect[] = [...PROTOCOLS, 'tocsin']

export function dialectName(t: Translate, dialect: Dialect): string {
  return dialect === 'tocsin' ? t('workbench.own') : t(`protocol.${dialect}`)
}

/** Where a frame is pasted, and below it what it says and what becomes of it. */
export function Bench({ given, stations, profiles, examples }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  const [text, setText] = useState(given === undefined ? '' : frameText(given.dialect, given.hex))
  const [chosen, setChosen] = useState<Dialect | ''>(given?.dialect ?? '')
  const [profileId, setProfileId] = useState(given?.profile ?? '')
  const [stationId, setStationId] = useState(given?.station ?? '')
  const [receivedAt, setReceivedAt] = useState<Instant | undefined>(given?.receivedAt)
  const [from, setFrom] = useState(given?.from)
  const read = useDeferredValue(text)
  const pasted = useMemo(() => pastedFrame(read), [read])
  const guessed = useMemo(() => (pasted === undefined ? undefined : guessDialect(pasted.bytes)), [pasted])
  const dialect = chosen === '' ? guessed : chosen
  const fitting = profiles.filter(({ protocol }) => protocol === dialect)
  const profile = fitting.find(({ id }) => id === profileId)
  const station = stations.find(({ id }) => id === stationId)
  const dissection = useMemo(
    () =>
      pasted === undefined || dialect === undefined
        ? undefined
        : onBench(
            { bytes: pasted.bytes, dialect, profile, station, receivedAt: receivedAt ?? serverNow() },
            stations,
            profiles,
          ),
    [pasted, dialect, profile, station, receivedAt, stations, profiles],
  )
  const isRefused = dissection?.outcomes.every(({ received }) => received?.purpose === 'refused') === true
  const open = (example: ExampleFrame) => {
    setText(frameText(example.dialect, example.hex))
    setChosen(example.dialect)
    setProfileId(example.profile)
    setStationId('')
    setReceivedAt(example.receivedAt)
    setFrom(example.source)
  }
  const clear = () => {
    setText('')
    setChosen('')
    setProfileId('')
    setReceivedAt(undefined)
    setFrom(undefined)
  }
  return (
    <>
      <section className="panel" aria-label={t('workbench.paste')}>
        <div className="form workbench-form">
          <p className="muted">{t('workbench.means')}</p>
          <Textarea
            label={t('workbench.paste')}
            description={t('workbench.pasteMeans')}
            autosize
            minRows={3}
            maxRows={12}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            classNames={{ input: 'workbench-paste' }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-testid="paste"
          />
          <div className="form-row">
            <NativeSelect
              label={t('workbench.dialect')}
              value={chosen}
              onChange={(event) => setChosen(event.currentTarget.value as Dialect | '')}
              data={[
                {
                  value: '',
                  label:
                    guessed === undefined
                      ? t('workbench.guess')
                      : t('workbench.guessed', { name: dialectName(t, guessed) }),
                },
                ...DIALECTS.map((one) => ({ value: one, label: dialectName(t, one) })),
              ]}
              data-testid="dialect"
            />
            {fitting.length > 0 && (
              <NativeSelect
                label={t('workbench.profile')}
                value={profileId}
                onChange={(event) => setProfileId(event.currentTarget.value)}
                data={[
                  { value: '', label: t('workbench.noProfile') },
                  ...fitting.map(({ id, name }) => ({ value: id, label: name[language] })),
                ]}
                data-testid="bench-profile"
              />
            )}
            {dialect !== undefined && isNameless(dialect) && (
              <NativeSelect
                label={t('workbench.station')}
                value={stationId}
                onChange={(event) => setStationId(event.currentTarget.value)}
                data={[
                  { value: '', label: t('workbench.noStation') },
                  ...stations.map(({ id, name }) => ({ value: id, label: `${name} ${id}` })),
                ]}
                data-testid="bench-station"
              />
            )}
          </div>
          <div className="row-actions">
            <span className="muted">
              {from !== undefined && <>{from} · </>}
              {receivedAt === undefined
                ? t('workbench.receivedNow')
                : t('workbench.received', { at: time.full(receivedAt) })}
            </span>
            {receivedAt !== undefined && (
              <button type="button" className="link-button" onClick={() => setReceivedAt(undefined)}>
                {t('workbench.useNow')}
              </button>
            )}
            {text !== '' && (
              <Button variant="default" className="push" onClick={clear}>
                {t('workbench.clear')}
              </Button>
            )}
          </div>
        </div>
      </section>
      {pasted !== undefined && dialect === undefined && (
        <p className="panel empty" role="status">
          {t('workbench.unknown')}
        </p>
      )}
      {dissection !== undefined && pasted !== undefined && dialect !== undefined && (
        <>
          <OutcomeView
            outcomes={dissection.outcomes}
            hint={
              dissection.outcomes.some(({ station: known }) => known !== undefined)
                ? undefined
                : dialect === 'tocsin'
                  ? t('workbench.chooseStation')
                  : profile === undefined && fitting.length > 0 && (isNameless(dialect) || !isRefused)
                    ? t('workbench.chooseProfile')
                    : undefined
            }
          />
          <section className="panel" aria-label={t('workbench.frames')} data-testid="frames">
            <div className="panel-head">
              <h2>{t('workbench.frames')}</h2>
            </div>
            {dissection.frames.map((frame, index) => (
              <FrameView
                key={frame.offset}
                frame={frame}
                number={dissection.frames.length > 1 ? index + 1 : undefined}
                isText={pasted.form === 'text'}
              />
            ))}
          </section>
        </>
      )}
      <Examples examples={examples} profiles={profiles} isOpen={text === ''} onOpen={open} />
    </>
  )
}
