import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { areasQuery } from '../api/callout-queries.ts'

interface Props {
  readonly label: string
  readonly description?: string
  readonly value: string
  readonly error?: ReactNode
  readonly testId: string
  onChange(value: string): void
}

/** An area by its path; those that are known are offered by name. */
export function AreaInput({ label, description, value, error, testId, onChange }: Props) {
  const id = useId()
  const known = useQuery(areasQuery).data
  const areas = [
    ...(known?.areas ?? []),
    ...(known?.unregistered ?? []).map((path) => ({ path, name: path })),
  ]
  const name = areas.find(({ path }) => path === value)?.name
  return (
    <div>
      <TextInput
        label={label}
        description={name ?? description}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value}
        error={error}
        list={id}
        placeholder="lushan/xincun"
        onChange={(event) => onChange(event.currentTarget.value)}
        data-testid={testId}
      />
      <datalist id={id}>
        {areas.map(({ path, name }) => (
          <option key={path} value={path}>
            {name}
          </option>
        ))}
      </datalist>
    </div>
  )
}
