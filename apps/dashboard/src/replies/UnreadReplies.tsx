import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type ReplySettling, type ReplyView } from '@tocsin/contract'
import { ANSWER_CODES, type AnswerCode } from '@tocsin/core'
import { useState } from 'react'
import { calloutKeys } from '../api/callout-queries.ts'
import { repliesQuery } from '../api/channel-queries.ts'
import { perform } from '../api/perform.ts'
import '../language/channel-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import './replies.css'

/** What people sent that did not count by itself: an operator reads it, and records it in one tap or lays it aside. */
export function UnreadReplies() {
  const { t } = useTranslation()
  const { data: replies = [] } = useQuery(repliesQuery)
  if (replies.length === 0) return null
  return (
    <section className="panel" aria-labelledby="unread" data-testid="unread-replies">
      <div className="panel-head">
        <h2 id="unread">{t('replies.title', { count: replies.length })}</h2>
      </div>
      <ul>
        {replies.map((reply) => (
          <Reply key={reply.id} reply={reply} />
        ))}
      </ul>
    </section>
  )
}

function Reply({ reply }: { reply: ReplyView }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const [at, setAt] = useState(0)
  const [code, setCode] = useState<AnswerCode>('on-post')
  const [households, setHouseholds] = useState('')
  const settle = useMutation({
    mutationFn: (body: ReplySettling) =>
      perform(calls.settleReply, { params: { id: String(reply.id) }, body }),
    onSettled() {
      void client.invalidateQueries({ queryKey: repliesQuery.queryKey })
      void client.invalidateQueries({ queryKey: calloutKeys.callouts })
    },
  })
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const target = reply.callouts[at]
  const nameOf = (id: string) => reply.persons.find((person) => person.id === id)?.name ?? id
  const who = reply.persons.map(({ name }) => name).join(t('and'))
  const record = () => {
    if (target === undefined) return
    const { id: callout, person } = target
    const count =
      code === 'households-moved' && /^\d+$/.test(households) ? { households: Number(households) } : {}
    settle.mutate({ as: 'answer', callout, person, code, ...count })
  }
  return (
    <li className="reply" data-testid="reply">
      <p>
        <b>{who === '' ? t('replies.unknown') : who}</b> {reply.from !== null && <span>{reply.from} </span>}
        <span className="muted">
          {t(`channel.${reply.kind}`)} · <Since at={reply.at} /> · {t(`replies.why.${reply.why}`)}
        </span>
      </p>
      <blockquote>{reply.text}</blockquote>
      <div className="form-row">
        {target !== undefined && (
          <>
            <NativeSelect
              label={t('replies.callout')}
              value={String(at)}
              data={reply.callouts.map((one, index) => ({
                value: String(index),
                label: `${reply.persons.length > 1 ? `${nameOf(one.person)} · ` : ''}${one.said[language]}${one.open ? '' : ` (${t('replies.over')})`}`,
              }))}
              onChange={(event) => setAt(Number(event.currentTarget.value))}
            />
            <NativeSelect
              label={t('answer.what')}
              value={code}
              data={ANSWER_CODES.map((value) => ({ value, label: t(`answer.code.${value}`) }))}
              onChange={(event) => setCode(event.currentTarget.value as AnswerCode)}
              data-testid="reply-code"
            />
            {code === 'households-moved' && (
              <TextInput
                label={t('answer.households')}
                inputMode="numeric"
                value={households}
                onChange={(event) => setHouseholds(event.currentTarget.value)}
              />
            )}
            <Button
              className="row-remove"
              loading={settle.isPending}
              onClick={record}
              data-testid="reply-record"
            >
              {t('answer.record')}
            </Button>
          </>
        )}
        <Button
          className="row-remove"
          variant="default"
          loading={settle.isPending}
          onClick={() => settle.mutate({ as: 'read' })}
          data-testid="reply-read"
        >
          {t('replies.read')}
        </Button>
      </div>
      {settle.error !== null && (
        <p className="alert" role="alert">
          {settle.error.message}
        </p>
      )}
    </li>
  )
}
