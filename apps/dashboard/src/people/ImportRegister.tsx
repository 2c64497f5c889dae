import { Button, FileButton, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type calls, ProblemError, type RegisterFile } from '@tocsin/contract'
import { useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { encoded, encodedText } from '../tables/file-content.ts'
import { RegisterLook } from './RegisterLook.tsx'

interface Props {
  readonly read: typeof calls.readPersonFile | typeof calls.readHouseholdFile | typeof calls.readRosterFile
  readonly save: typeof calls.importPersons | typeof calls.importHouseholds | typeof calls.importRoster
  /** Where rows lie that do not say it themselves. */
  readonly area: string | undefined
  /** Which columns the list may have. */
  readonly columns: string
  onSaved(): void
}

/** A list of persons, households or shifts from a file or pasted cells: first what it would do, then, if wanted, done just so. */
export function ImportRegister({ read, save, area, columns, onSaved }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [pasted, setPasted] = useState('')
  const look = useMutation({
    mutationFn: async (from: File | string) => {
      const file: RegisterFile = {
        ...(typeof from === 'string'
          ? { content: encodedText(from) }
          : { fileName: from.name, content: await encoded(from) }),
        ...(area !== undefined && { area }),
      }
      return { from, file, reading: await perform(read, { body: file }) }
    },
    onMutate: () => keep.reset(),
  })
  const keep = useMutation({
    mutationFn: ({ file, seen }: { file: RegisterFile; seen: string }) =>
      perform(save, { body: { ...file, seen } }),
    onSuccess({ counts }) {
      for (const queryKey of Object.values(directoryKeys)) void client.invalidateQueries({ queryKey })
      notify('done', t('register.saved', { added: counts.new, changed: counts.changed }))
      onSaved()
    },
  })
  const outdated = keep.error instanceof ProblemError && keep.error.problem.status === 409
  return (
    <section className="panel register-import" data-testid="import-register">
      <div className="row-actions">
        <FileButton
          accept=".xlsx,.csv,.txt"
          onChange={(file) => file !== null && look.mutate(file)}
          inputProps={{ 'aria-label': t('table.chooseFile') }}
        >
          {(props) => (
            <Button {...props} variant="default" loading={look.isPending} data-testid="choose-file">
              {t('table.chooseFile')}
            </Button>
          )}
        </FileButton>
        <span className="muted">{t('register.fileMeans')}</span>
      </div>
      <p className="muted">{columns}</p>
      <Textarea
        label={t('table.paste')}
        autosize
        minRows={3}
        maxRows={8}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        data-testid="paste-register"
      />
      <div className="row-actions">
        <Button
          variant="default"
          disabled={pasted.trim() === ''}
          loading={look.isPending}
          onClick={() => look.mutate(pasted)}
          data-testid="read-pasted"
        >
          {t('table.readPasted')}
        </Button>
      </div>
      {look.error && (
        <p className="alert" role="alert">
          {look.error.message}
        </p>
      )}
      {look.data && (
        <RegisterLook
          reading={look.data.reading}
          pending={keep.isPending}
          onSave={(seen) => look.data && keep.mutate({ file: look.data.file, seen })}
        />
      )}
      {keep.error && (
        <div className="alert" role="alert">
          <p>{outdated ? t('register.outdated') : keep.error.message}</p>
          {outdated && look.data && (
            <button
              type="button"
              className="link-button"
              onClick={() => look.data && look.mutate(look.data.from)}
            >
              {t('register.lookAgain')}
            </button>
          )}
        </div>
      )}
    </section>
  )
}
