import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type TelephoneTaskView } from '@tocsin/contract'
import { calloutKeys, telephoneQuery } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { CalloutBanners } from '../callouts/CalloutBanners.tsx'
import { ExerciseMark } from '../callouts/CalloutHead.tsx'
import { CalloutsTabs } from '../callouts/CalloutsTabs.tsx'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { UnreadReplies } from '../replies/UnreadReplies.tsx'
import { useMay, usePerson } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import { TaskCard } from './TaskCard.tsx'
import { taskInHand } from './telephone-model.ts'
import '../callouts/callouts.css'
import './telephone.css'

/** 人工电话: one person at a time, gravest first. */
export function TelephonePage() {
  const { t } = useTranslation()
  const allowed = useMay(calls.listTelephoneTasks)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('telephone.title')}</h1>
        <CalloutsTabs />
      </div>
      <PanelBoundary name="call-out banners">
        <CalloutBanners />
      </PanelBoundary>
      <PanelBoundary name="telephone">
        {allowed && <UnreadReplies />}
        {allowed ? <Queue /> : <Empty panel title={t('empty.forbidden')} means={t('forbidden.telephone')} />}
      </PanelBoundary>
    </div>
  )
}

function Queue() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = usePerson()
  const query = useQuery(telephoneQuery)
  const take = useMutation({
    mutationFn: (key: string) => perform(calls.takeTelephoneTask, { body: { key } }),
    onSettled: () => client.invalidateQueries({ queryKey: calloutKeys.telephone }),
  })
  return (
    <Loaded query={query} height={320}>
      {(tasks) => {
        if (tasks.length === 0) {
          return (
            <Empty panel title={t('telephone.none')} means={t('telephone.noneMeans')} testId="no-tasks" />
          )
        }
        const task = taskInHand(tasks, take.data?.key, me?.username)
        const taken = take.data?.key === task?.key ? take.data : undefined
        const rest = tasks.filter(({ key }) => key !== task?.key)
        return (
          <>
            {task === undefined ? (
              <p className="panel empty">{t('telephone.othersHave')}</p>
            ) : (
              <TaskCard
                key={task.key}
                task={task}
                taken={taken}
                taking={take.isPending}
                refusal={take.error?.message}
                onTake={() => take.mutate(task.key)}
                onDone={() => take.reset()}
              />
            )}
            {rest.length > 0 && <Rest tasks={rest} />}
          </>
        )
      }}
    </Loaded>
  )
}

function Rest({ tasks }: { tasks: readonly TelephoneTaskView[] }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  return (
    <section className="panel" aria-labelledby="rest">
      <div className="panel-head">
        <h2 id="rest">{t('telephone.rest', { count: tasks.length })}</h2>
      </div>
      <ul>
        {tasks.map((task) => (
          <li key={task.key} className="task-row" data-testid="task">
            {task.exercise && <ExerciseMark />}
            <LevelChip level={task.level} />
            <strong>{task.name}</strong>
            {task.purpose !== 'call' && <span className="tag">{t(`telephone.purpose.${task.purpose}`)}</span>}
            <span className="muted">{task.villages.map(areaName).join(t('and'))}</span>
            {task.takenBy !== null && (
              <span className="tag">{t('telephone.takenBy', { name: task.takenBy.name })}</span>
            )}
            <span className="push muted">
              {t('telephone.queued')} <Since at={task.queuedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
