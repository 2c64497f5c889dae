import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { CHANNEL_KINDS, type ChannelKind } from '@tocsin/core'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { HoursFields } from './HoursFields.tsx'
import { type ChannelDraft, hasAddress, nextKey, type PersonDraft, raised } from './person-draft.ts'

interface Props {
  readonly draft: PersonDraft
  readonly errors: Readonly<Record<string, string>>
  set(change: Partial<PersonDraft>): void
}

/** The ways to reach somebody, in the order in which they are tried. A number left empty stays as it is. */
export function ChannelFields({ draft: { channels }, errors, set }: Props) {
  const { t } = useTranslation()
  const change = (key: number, part: Partial<ChannelDraft>) =>
    set({ channels: channels.map((one) => (one.key === key ? { ...one, ...part } : one)) })
  const add = () => {
    const empty = { id: undefined, address: '', masked: null, hours: undefined }
    set({ channels: [...channels, { key: nextKey(channels), kind: 'sms', ...empty }] })
  }
  return (
    <fieldset>
      <legend>{t('people.channels')}</legend>
      <p className="muted">{t('people.channelsMean')}</p>
      {channels.map((one, at) => (
        <div key={one.key} className="form-row channel-row">
          <ActionIcon
            variant="default"
            className="row-remove"
            disabled={at === 0}
            aria-label={t('people.raiseChannel', { number: at + 1 })}
            onClick={() => set({ channels: raised(channels, at) })}
          >
            <IconArrowUp size={16} aria-hidden="true" />
          </ActionIcon>
          <NativeSelect
            label={t('people.channel', { number: at + 1 })}
            value={one.kind}
            error={errors[`channels.${at}.kind`]}
            data={CHANNEL_KINDS.map((value) => ({ value, label: t(`personChannel.kind.${value}`) }))}
            onChange={(event) => change(one.key, { kind: event.currentTarget.value as ChannelKind })}
          />
          <TextInput
            label={t('people.address')}
            autoComplete="off"
            disabled={!hasAddress(one.kind)}
            value={one.address}
            placeholder={one.masked ?? ''}
            error={errors[`channels.${at}.address`]}
            onChange={(event) => change(one.key, { address: event.currentTarget.value })}
            data-testid={`channel-${at}`}
          />
          <Button
            variant="default"
            className="row-remove"
            aria-label={t('people.removeChannel', { number: at + 1 })}
            onClick={() => set({ channels: channels.filter(({ key }) => key !== one.key) })}
          >
            {t('system.remove')}
          </Button>
          <HoursFields
            number={at + 1}
            hours={one.hours}
            error={hoursError(errors, at)}
            onChange={(hours) => change(one.key, { hours })}
          />
        </div>
      ))}
      <div>
        <Button variant="default" size="compact-sm" onClick={add}>
          {t('people.addChannel')}
        </Button>
      </div>
    </fieldset>
  )
}

function hoursError(errors: Props['errors'], at: number): string | undefined {
  return Object.entries(errors).find(([path]) => path.startsWith(`channels.${at}.hours`))?.[1]
}
