import { Button, FileButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type ImportView } from '@tocsin/contract'
import { importsQuery } from '../api/exchange-queries.ts'
import { perform } from '../api/perform.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { refusalWords } from '../language/refusal-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import { useTimeText } from '../time/use-site.ts'
import { sendFile } from './send-file.ts'

const TONES = { done: 'fine', failed: 'fault' } as const

/** One import: how far it has come, what came of it, and what could not be used. */
export function ImportCard({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  const client = useQueryClient()
  const { id, name, state, detail, check, bytes, uploaded, read, counts, faults, range, createdAt, endedAt } =
    view
  const changed = () => void client.invalidateQueries({ queryKey: importsQuery.queryKey })
  const cancel = useMutation({
    mutationFn: () => perform(calls.cancelImport, { params: { id } }),
    onSettled: changed,
  })
  const resume = useMutation({
    async mutationFn(file: File) {
      if (file.size !== bytes) throw new Error(t('exchange.otherFile', { bytes: file.size }))
      await sendFile(file, view, () => {})
    },
    onSettled: changed,
  })
  const done = state === 'uploading' ? uploaded : read
  const percent = Math.floor((100 * done) / bytes)
  return (
    <li className="exchange-card" data-testid="import" data-state={state}>
      <div className="exchange-line">
        <b>{name}</b>
        <span className="tag" data-tone={TONES[state as keyof typeof TONES] ?? 'quiet'}>
          {t(`exchange.state.${state}`)}
        </span>
        {check && <span className="tag">{t('exchange.checked')}</span>}
        <span className="muted">
          <Since at={createdAt} />
        </span>
        {endedAt === null && (
          <Button
            variant="default"
            size="compact-sm"
            className="push"
            aria-label={t('exchange.cancelOf', { name })}
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
            data-testid="import-cancel"
          >
            {t('exchange.cancel')}
          </Button>
        )}
      </div>
      {endedAt === null && (
        <progress max={100} value={percent} aria-label={t('exchange.progress', { name, percent })}>
          {percent} %
        </progress>
      )}
      {state === 'uploading' && (
        <div className="exchange-line">
          <span className="muted">{t('exchange.resumeHint')}</span>
          <FileButton onChange={(file) => file !== null && resume.mutate(file)}>
            {(props) => (
              <Button {...props} variant="default" size="compact-sm" loading={resume.isPending}>
                {t('exchange.resume')}
              </Button>
            )}
          </FileButton>
        </div>
      )}
      {resume.error && <p className="alert">{resume.error.message}</p>}
      {detail !== '' && <p className="alert">{refusalWords(detail, language)}</p>}
      {counts.rows > 0 && <p data-testid="import-counts">{t('exchange.counts', counts)}</p>}
      {range !== null && (
        <p className="muted">
          {t('exchange.range', { from: time.full(range.from), to: time.full(range.to) })}
        </p>
      )}
      {faults.length > 0 && (
        <details>
          <summary>{t('exchange.faults', { count: counts.faulty })}</summary>
          {counts.faulty > faults.length && (
            <p className="muted">{t('exchange.faultsFirst', { count: faults.length })}</p>
          )}
          <ScrollRegion label={t('exchange.faults', { count: counts.faulty })}>
            <table className="plain">
              <thead>
                <tr>
                  <th>{t('exchange.row')}</th>
                  <th>{t('exchange.column')}</th>
                  <th>{t('exchange.fault')}</th>
                </tr>
              </thead>
              <tbody>
                {faults.map(({ row, column, message }) => (
                  <tr key={`${row} ${column}`}>
                    <td>{row}</td>
                    <td>{column}</td>
                    <td>{refusalWords(message, language)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </details>
      )}
    </li>
  )
}
