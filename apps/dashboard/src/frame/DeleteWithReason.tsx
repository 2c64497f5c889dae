import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ReasonDialog } from './ReasonDialog.tsx'

interface Props {
  /** What is taken away: 「删除「白河桥水位」」. */
  readonly title: string
  /** What the button beside it says; it is read out with the title. */
  readonly word: string
  /** What the button in the dialog says, where it is not the same. */
  readonly confirm?: string
  /** Why this person may not; without it they may. */
  readonly forbidden?: string | undefined
  /** In a row rather than at the head of a page. */
  readonly small?: boolean
  readonly testId?: string
  /** What follows from it; made only while somebody is asked. */
  readonly children?: ReactNode
  remove(reason: string): Promise<unknown>
  onRemoved(): void
}

/** Takes something away that others rely on, once a reason was given. What the gateway says against it stands in the dialog. */
export function DeleteWithReason(props: Props) {
  const { title, word, confirm = word, forbidden, small = false, testId, children, remove, onRemoved } = props
  const [asked, setAsked] = useState(false)
  const removal = useMutation({ mutationFn: remove, onSuccess: onRemoved })
  return (
    <>
      <Button
        variant="default"
        {...(small && { size: 'compact-sm', 'aria-label': title })}
        disabled={forbidden !== undefined}
        {...(forbidden !== undefined && { title: forbidden })}
        onClick={() => setAsked(true)}
        data-testid={testId}
      >
        {word}
      </Button>
      <ReasonDialog
        title={title}
        confirm={confirm}
        opened={asked}
        pending={removal.isPending}
        refusal={removal.error?.message}
        onClose={() => {
          setAsked(false)
          removal.reset()
        }}
        onConfirm={(reason) => removal.mutate(reason)}
      >
        {asked && children}
      </ReasonDialog>
    </>
  )
}
