import { NativeSelect, TextInput } from '@mantine/core'
import type { DeviceProfileView } from '@tocsin/contract'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { DeviceDraft } from './station-draft.ts'

interface Props {
  readonly profiles: readonly DeviceProfileView[]
  readonly device: DeviceDraft
  at(path: string): string | undefined
  change(device: DeviceDraft, profile: DeviceProfileView | undefined): void
}

/** How the station's device speaks: the gateway's own JSON over MQTT, or an instrument that is known. */
export function DeviceFields({ profiles, device, at, change }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const profile = profiles.find(({ id }) => id === device.profile)
  const polled = profile?.protocol === 'modbus-tcp' || profile?.protocol === 'modbus-rtu'
  const set = (part: Partial<DeviceDraft>) => change({ ...device, ...part }, profile)
  return (
    <fieldset>
      <legend>{t('device.title')}</legend>
      <div className="form-row">
        <NativeSelect
          label={t('device.profile')}
          description={t('device.profileMeans')}
          value={device.profile}
          error={at('device.profile')}
          onChange={(event) => {
            const { value } = event.currentTarget
            change(
              { ...device, profile: value },
              profiles.find(({ id }) => id === value),
            )
          }}
          data={[
            { value: '', label: t('device.own') },
            ...profiles.map(({ id, name, protocol }) => ({
              value: id,
              label: `${name[language]} · ${t(`protocol.${protocol}`)}`,
            })),
          ]}
          data-testid="device-profile"
        />
        {profile !== undefined && !polled && (
          <TextInput
            label={t('device.code')}
            description={t(`device.codeMeans.${profile.protocol}`)}
            autoCapitalize="none"
            spellCheck={false}
            value={device.code}
            error={at('device.code')}
            onChange={(event) => set({ code: event.currentTarget.value })}
            data-testid="device-code"
          />
        )}
        {polled && (
          <>
            <TextInput
              label={t('device.endpoint')}
              placeholder="192.168.1.20:502"
              autoCapitalize="none"
              spellCheck={false}
              value={device.endpoint}
              error={at('device.endpoint')}
              onChange={(event) => set({ endpoint: event.currentTarget.value })}
            />
            <TextInput
              label={t('device.unit')}
              inputMode="numeric"
              value={device.unit}
              error={at('device.unit')}
              onChange={(event) => set({ unit: event.currentTarget.value })}
            />
          </>
        )}
      </div>
    </fieldset>
  )
}
