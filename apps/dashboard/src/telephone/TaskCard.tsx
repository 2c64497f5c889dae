import { Button } from '@mantine/core'
import type { Answer, Calls, TelephoneTaskView } from '@tocsin/contract'
import { ExerciseMark } from '../callouts/CalloutHead.tsx'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { Outcomes } from './Outcomes.tsx'

interface Props {
  readonly task: TelephoneTaskView
  /** With its number, once it was taken. */
  readonly taken: Answer<Calls['takeTelephoneTask']> | undefined
  readonly taking: boolean
  readonly refusal: string | undefined
  onTake(): void
  onDone(): void
}

/** Whom to telephone now, what to say, and what came of it: large, and in reach of one thumb. */
export function TaskCard({ task, taken, taking, refusal, onTake, onDone }: Props) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  return (
    <section
      className="panel task-card"
      data-level={task.level}
      data-exercise={task.exercise || undefined}
      aria-labelledby="task-name"
      data-testid="task-card"
    >
      <p className="row-actions">
        {task.exercise && <ExerciseMark />}
        <LevelChip level={task.level} />
        <span className="tag" data-testid="purpose">
          {t(`telephone.purpose.${task.purpose}`)}
        </span>
      </p>
      <h2 id="task-name">{task.name}</h2>
      <p className="muted">{task.villages.map(areaName).join(t('and'))}</p>
      <div className="script">
        <h3>{t('telephone.script')}</h3>
        <p data-testid="script">{task.script}</p>
      </div>
      {refusal !== undefined && (
        <p className="alert" role="alert">
          {t('callouts.refused', { detail: refusal })}
        </p>
      )}
      {taken === undefined ? (
        <>
          <Button className="thumb" loading={taking} onClick={onTake} data-testid="take">
            {task.takenBy === null ? t('telephone.take') : t('telephone.takeAgain')}
          </Button>
          <p className="muted">{t('telephone.takeMeans')}</p>
        </>
      ) : (
        <>
          <a className="button-link thumb" href={taken.link} data-testid="dial">
            {t('telephone.dial', { number: taken.number })}
          </a>
          <Outcomes task={task} onDone={onDone} />
        </>
      )}
    </section>
  )
}
