import { SegmentedControl } from '@mantine/core'
import { clauseIn, type DissectedFrame, type Field, type Language, type Meaning } from '@tocsin/core'
import { useState } from 'react'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { shownText, spaced } from './frame-text.ts'

/** Fields that are listed: a document of a thousand values is no frame that somebody reads. */
const MOST_FIELDS = 400
/** Of a long field the beginning tells what it is. */
const MOST_DIGITS = 96

interface Props {
  readonly frame: DissectedFrame
  /** Its number, where there are several. */
  readonly number: number | undefined
  readonly isText: boolean
}

/** Every byte of a frame, and beside it every field; the one that is pointed at is marked in both. */
export function FrameView({ frame, number, isText }: Props) {
  const { t } = useTranslation()
  const [marked, setMarked] = useState<number>()
  const [asText, setAsText] = useState(isText)
  const { fields, offset, length, isWhole } = frame
  const shown = fields.slice(0, MOST_FIELDS)
  const listed = shown.filter(({ kind }) => kind !== 'between')
  return (
    <div className="workbench-frame" data-testid="frame">
      <div className="workbench-line">
        {number !== undefined && (
          <b>{t('workbench.frame', { number, from: offset, to: offset + length - 1, length })}</b>
        )}
        <span className="tag" data-tone={isWhole ? undefined : 'fault'} data-testid="frame-state">
          {t(isWhole ? 'workbench.whole' : 'workbench.broken')}
        </span>
        <SegmentedControl
          size="xs"
          className="push"
          aria-label={t('workbench.bytes')}
          value={asText ? 'text' : 'hex'}
          onChange={(value) => setAsText(value === 'text')}
          data={[
            { value: 'hex', label: t('workbench.asHex') },
            { value: 'text', label: t('workbench.asText') },
          ]}
        />
      </div>
      <div className="workbench-columns">
        {/* The table says the same to whoever cannot see it. */}
        <div className="workbench-bytes" aria-hidden="true">
          {shown.map((field, index) => (
            <button
              key={field.offset}
              type="button"
              tabIndex={-1}
              className="workbench-byte"
              data-kind={field.kind}
              data-odd={index % 2 === 1 || undefined}
              data-wrong={isWrong(field) || undefined}
              data-marked={marked === field.offset || undefined}
              onMouseEnter={() => setMarked(field.offset)}
              onClick={() => {
                setMarked(field.offset)
                document.getElementById(`field-${field.offset}`)?.scrollIntoView({ block: 'nearest' })
              }}
            >
              {asText ? shownText(field.raw) : spaced(field.raw)}
            </button>
          ))}
        </div>
        <ScrollRegion label={t('workbench.field')}>
          <table className="plain workbench-fields" data-testid="fields">
            <thead>
              <tr>
                <th scope="col">{t('workbench.offset')}</th>
                <th scope="col">{t('workbench.field')}</th>
                <th scope="col" className="workbench-raw-cell">
                  {t('workbench.raw')}
                </th>
                <th scope="col">{t('workbench.meaning')}</th>
                <th scope="col">{t('workbench.clause')}</th>
              </tr>
            </thead>
            <tbody>
              {listed.map((field) => (
                <FieldRow
                  key={field.offset}
                  field={field}
                  asText={asText}
                  isMarked={marked === field.offset}
                  onPoint={() => setMarked(field.offset)}
                />
              ))}
            </tbody>
          </table>
          {fields.length > MOST_FIELDS && (
            <p className="empty">{t('workbench.moreFields', { count: fields.length - MOST_FIELDS })}</p>
          )}
        </ScrollRegion>
      </div>
    </div>
  )
}

interface FieldProps {
  readonly field: Field
  readonly asText: boolean
  readonly isMarked: boolean
  onPoint(): void
}

function FieldRow({ field, asText, isMarked, onPoint }: FieldProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { offset, length, name, raw, value, unit, check, clause, kind } = field
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <tr
      id={`field-${offset}`}
      data-marked={isMarked || undefined}
      data-wrong={isWrong(field) || undefined}
      onMouseEnter={onPoint}
      data-testid="field"
    >
      <td className="number">
        {offset}
        {length > 1 && <span className="muted">–{offset + length - 1}</span>}
      </td>
      <th scope="row">
        {name[language]}
        {name[other] !== name[language] && (
          <span className="muted workbench-other" lang={other}>
            {name[other]}
          </span>
        )}
      </th>
      <td className="workbench-raw-cell">
        <code className="workbench-raw">{cut(asText ? shownText(raw) : spaced(raw))}</code>
      </td>
      <td>
        {kind === 'unread' ? (
          <span className="tag" data-tone="doubt">
            {t('workbench.unread')}
          </span>
        ) : (
          <span data-testid="meaning">
            {meaningIn(language, value)}
            {unit !== undefined && unit !== '' && ` ${unit}`}
          </span>
        )}
        {kind === 'unread' && value !== '' && <> {meaningIn(language, value)}</>}
        {check !== undefined && (
          <span className="workbench-check" data-testid="check">
            <span className="tag" data-tone={isWrong(field) ? 'fault' : undefined}>
              {t('workbench.checkFound', { value: check.found })}
            </span>{' '}
            <span className="tag">{t('workbench.checkExpected', { value: check.expected })}</span>
          </span>
        )}
      </td>
      <td className="muted">{clauseIn(language, clause)}</td>
    </tr>
  )
}

function isWrong({ check }: Field): boolean {
  return check !== undefined && check.found.toUpperCase() !== check.expected
}

function meaningIn(language: Language, meaning: Meaning): string {
  return typeof meaning === 'string' ? meaning : meaning[language]
}

function cut(text: string): string {
  return text.length > MOST_DIGITS ? `${text.slice(0, MOST_DIGITS)}…` : text
}
