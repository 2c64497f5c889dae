import { Modal } from '@mantine/core'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import '../language/shell-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import './keyboard.css'
import { matching } from './palette-entries.ts'
import { useEntries } from './use-entries.ts'

/** Finds pages, actions, warnings, stations, rules and people by a few letters, and goes there. */
export function Palette({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useId()
  const entries = useEntries()
  const shown = matching(entries, query)
  const at = Math.min(chosen, shown.length - 1)
  const optionId = (index: number) => `${list}-${index}`
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [list, at])
  const run = (index: number) => {
    const entry = shown[index]
    if (entry === undefined || entry.forbidden !== undefined) return
    onClose()
    entry.run()
  }
  const pressed = (event: KeyboardEvent) => {
    // What an input method is still composing is not chosen by its Enter.
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setChosen((at + step + shown.length) % Math.max(1, shown.length))
    else if (event.key === 'Enter') run(at)
    else return
    event.preventDefault()
  }
  return (
    <Modal.Root opened onClose={onClose} size={640} yOffset="8vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')} data-testid="palette">
        <Modal.Body className="palette">
          <input
            className="palette-input"
            type="text"
            role="combobox"
            aria-expanded
            aria-autocomplete="list"
            aria-controls={list}
            aria-activedescendant={shown.length > 0 ? optionId(at) : undefined}
            aria-label={t('palette.title')}
            placeholder={t('palette.hint')}
            data-autofocus
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              setChosen(0)
            }}
            onKeyDown={pressed}
            data-testid="palette-input"
          />
          <div id={list} role="listbox" aria-label={t('palette.found')} className="palette-list">
            {shown.map(({ id, group, text, hint, forbidden }, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
              <div
                key={id}
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                aria-disabled={forbidden !== undefined || undefined}
                className="palette-entry"
                onPointerMove={() => setChosen(index)}
                onClick={() => run(index)}
                data-testid="palette-entry"
              >
                <span className="palette-group">{t(`palette.group.${group}`)}</span>
                <span className="palette-text">{text}</span>
                <span className="palette-hint">{forbidden ?? hint}</span>
              </div>
            ))}
          </div>
          {shown.length === 0 && <p className="empty">{t('palette.none')}</p>}
          <p className="visually-hidden" role="status">
            {t('palette.count', { count: shown.length })}
          </p>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
