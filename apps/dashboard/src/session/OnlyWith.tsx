import type { Call } from '@tocsin/contract'
import type { ReactNode } from 'react'
import { Empty } from '../frame/Empty.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from './use-person.ts'

interface Props {
  /** The call that what is inside leads to. */
  readonly call: Pick<Call, 'role'>
  /** Why not, and which role may. */
  readonly forbidden: string
  readonly children: ReactNode
}

/** Shown to whoever may make the call; everybody else is told so before they have filled anything in. */
export function OnlyWith({ call, forbidden, children }: Props) {
  const { t } = useTranslation()
  return useMay(call) ? children : <Empty panel title={t('empty.forbidden')} means={forbidden} />
}
