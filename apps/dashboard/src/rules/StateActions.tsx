import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type RuleBody, type RuleView } from '@tocsin/contract'
import type { RuleState } from '@tocsin/core'
import { useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { ruleKeys } from '../api/rule-queries.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { faultWords } from './fault-words.ts'
import { fieldErrors } from './field-errors.ts'

/** Where a rule goes from each state, the usual next step first. */
const WAYS: Record<RuleState, readonly RuleState[]> = {
  draft: ['shadow', 'active'],
  shadow: ['active', 'draft'],
  active: ['shadow', 'draft'],
}

/** draft → shadow → active and back, each with its reason. Activating asks what is to be done, where the rule does not say so yet. */
export function StateActions({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.changeRuleState)
  const [target, setTarget] = useState<RuleState | null>(null)
  const [response, setResponse] = useState('')
  const wantsResponse = target === 'active' && (rule.response ?? '').trim() === ''
  const change = useMutation({
    mutationFn: ({ state, reason }: { state: RuleState; reason: string }) => {
      const params = { id: rule.id }
      // One version, not two: what is to be done belongs to the activation that asked for it.
      if (state === 'active' && response.trim() !== '') {
        const { id: _id, version: _version, ...body } = rule
        const changed = { ...body, state, response: response.trim(), reason } as RuleBody & { reason: string }
        return perform(calls.changeRule, { params, body: changed })
      }
      return perform(calls.changeRuleState, { params, body: { state, reason } })
    },
    onSuccess(saved) {
      setTarget(null)
      for (const queryKey of [keys.rules, keys.rule(rule.id), ruleKeys.coverage]) {
        void client.invalidateQueries({ queryKey })
      }
      void client.invalidateQueries({ queryKey: ruleKeys.standing(rule.id) })
      notify('done', t('rule.stateChanged', { name: saved.name, state: t(`rule.state.${saved.state}`) }))
    },
  })
  const language = useLanguage()
  const errors = Object.fromEntries(
    Object.entries(fieldErrors(change.error)).map(([path, text]) => [path, faultWords(text, language)]),
  )
  const { response: responseFault, ...others } = errors as Record<string, string | undefined>
  const rest = Object.values(others)
  return (
    <>
      {WAYS[rule.state].map((state, index) => (
        <Button
          key={state}
          variant={index === 0 && rule.state !== 'active' ? 'filled' : 'default'}
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.rule') })}
          onClick={() => setTarget(state)}
          data-testid={`to-${state}`}
        >
          {t(`rule.to.${state}`)}
        </Button>
      ))}
      <ReasonDialog
        key={target}
        title={target === null ? '' : t(`rule.to.${target}`)}
        confirm={target === null ? '' : t(`rule.to.${target}`)}
        opened={target !== null}
        pending={change.isPending}
        refusal={
          change.error === null || responseFault !== undefined
            ? undefined
            : rest.length > 0
              ? rest.join(' · ')
              : change.error.message
        }
        onClose={() => {
          setTarget(null)
          change.reset()
        }}
        onConfirm={(reason) => target !== null && change.mutate({ state: target, reason })}
      >
        {target !== null && <p className="muted">{t(`rule.toMeans.${target}`)}</p>}
        {(wantsResponse || responseFault !== undefined) && (
          <Textarea
            label={t('warning.response')}
            description={t('rule.responseNeeded')}
            required
            autosize
            minRows={2}
            maxLength={1000}
            value={response}
            error={responseFault}
            onChange={(event) => setResponse(event.currentTarget.value)}
            data-testid="state-response"
          />
        )}
      </ReasonDialog>
    </>
  )
}
