import { MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { datastreamId, PROPERTIES } from '@tocsin/core'
import { useMemo } from 'react'
import { stationsQuery } from '../../api/queries.ts'
import { useTranslation } from '../../language/use-translation.ts'
import { datastreamLabel, term } from '../../language/words.ts'
import { areasOf } from '../../stations/station-list.ts'
import { SCOPES, type Scope } from '../draft/rule-draft.ts'
import type { RuleFormState } from './form.ts'

/** What the rule covers: named datastreams, or all that fit; a composite an area. */
export function ScopeFields({ form: { draft, set, at } }: { form: RuleFormState }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data
  const choices = useMemo(
    () =>
      (stations ?? []).map((station) => ({
        group: station.name,
        items: station.datastreams
          .filter(({ property }) => draft.kind !== 'accumulation' || property === 'rainfall')
          .map((one) => ({
            value: datastreamId(station.id, one.name),
            label: `${station.name} ${datastreamLabel(t, one, station.datastreams)}`,
          })),
      })),
    [stations, draft.kind, t],
  )
  const areas = useMemo(() => areasOf(stations ?? []), [stations])
  const composite = draft.kind === 'composite'
  return (
    <fieldset>
      <legend>{t('rule.covers')}</legend>
      <datalist id="known-areas">
        {areas.map((area) => (
          <option key={area} value={area} />
        ))}
      </datalist>
      {!composite && (
        <div className="form-row">
          <NativeSelect
            label={t('rule.scope')}
            value={draft.scope}
            onChange={(event) => set({ scope: event.currentTarget.value as Scope })}
            data={SCOPES.map((value) => ({ value, label: t(`rule.by.${value}`) }))}
            error={at('appliesTo.all')}
          />
        </div>
      )}
      {draft.scope === 'all' && !composite ? null : draft.scope === 'datastreams' && !composite ? (
        <MultiSelect
          label={t('rule.datastreams')}
          searchable
          value={[...draft.datastreams]}
          onChange={(datastreams) => set({ datastreams })}
          data={choices}
          error={at('appliesTo.datastreams') ?? at('appliesTo')}
          nothingFoundMessage={t('station.notFound')}
          data-testid="rule-datastreams"
        />
      ) : (
        <div className="form-row">
          <TextInput
            label={t('rule.area')}
            list="known-areas"
            value={draft.area}
            error={at('appliesTo.area') ?? at('appliesTo')}
            onChange={(event) => set({ area: event.currentTarget.value })}
          />
          {!composite && (
            <>
              <NativeSelect
                label={t('rule.property')}
                value={draft.property}
                error={at('appliesTo.property')}
                onChange={(event) => set({ property: event.currentTarget.value })}
                data={[
                  { value: '', label: t('rule.anyProperty') },
                  ...PROPERTIES.map((property) => ({
                    value: property,
                    label: term(t, 'property', property),
                  })),
                ]}
              />
              <TextInput
                label={t('rule.tag')}
                value={draft.tag}
                error={at('appliesTo.tag')}
                onChange={(event) => set({ tag: event.currentTarget.value })}
              />
            </>
          )}
        </div>
      )}
    </fieldset>
  )
}
