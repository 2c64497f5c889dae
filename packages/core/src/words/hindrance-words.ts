import type { Evaluation, Hindrance, Instant, Suppression } from '../model/index.ts'
import { measuredText } from './amount.ts'
import { zh } from './chinese.ts'
import { checksText, UNREADABLE } from './comparison-words.ts'
import { elapsedText } from './duration.ts'
import type { Language } from './language.ts'
import { momentText } from './moment.ts'
import { FLAG_WORDS } from './quality-words.ts'

/** What times are told by, and in what unit values are. */
export interface Circumstances {
  readonly language: Language
  readonly zone: string
  readonly now: Instant
  readonly unit: string
  readonly firing: boolean
  /** Silence is what the rule judges: that nothing ever came does not hinder it. */
  readonly bySilence: boolean
}

/** Why a rule cannot say anything of its subject just now, and what becomes of a warning that fires. */
export function hindranceText(
  hindrance: Hindrance,
  { language, zone, now, unit, firing, bySilence }: Circumstances,
): string {
  const chinese = language === 'zh'
  switch (hindrance.kind) {
    case 'never-reported':
      if (bySilence) return chinese ? '从未收到数据' : 'no data have ever come in'
      return chinese ? '从未收到数据，无法判定' : 'no data have ever come in, so it cannot be judged'
    case 'silent': {
      const silent = elapsedText(now - hindrance.since, language)
      if (chinese) return zh`数据中断${silent}，${firing ? '告警仍保持' : '期间无法判定'}`
      return `No data for ${silent}: ${firing ? 'the warning stays' : 'it cannot be judged meanwhile'}`
    }
    case 'unusable': {
      const { reading } = hindrance
      if (reading.flag === undefined || reading.flag === 'good' || reading.flag === 'suspect') {
        return UNREADABLE[language] + (chinese ? '，不参与判定' : ' and is not judged by')
      }
      const at = momentText(reading.phenomenonTime, language, zone, now)
      // What could not be read is no number.
      const value = Number.isFinite(reading.value) ? measuredText(reading.value, unit) : ''
      const flag = FLAG_WORDS[language][reading.flag ?? 'fail'] + checksText(reading, language)
      return chinese
        ? zh`${at}的读数${value}${flag}，不参与判定`
        : `The reading ${value === '' ? '' : `of ${value} `}at ${at} is ${flag} and is not judged by`
    }
    case 'late': {
      const [delay, allowed] = [
        elapsedText(hindrance.delay, language),
        elapsedText(hindrance.lateness, language),
      ]
      return chinese
        ? zh`读数晚到${delay}，超过允许的${allowed}，不按实时读数判定`
        : `Its readings come ${delay} late, later than the ${allowed} that lateness allows: it is not judged by them as they come`
    }
    case 'outside-schedule': {
      const opens = hindrance.opensAt === null ? null : momentText(hindrance.opensAt, language, zone, now)
      if (chinese) {
        return opens === null
          ? '现不在规则的生效时段内，一年内不再生效'
          : zh`现不在规则的生效时段内，${opens}起生效`
      }
      return `It is outside the rule's schedule, which ${opens === null ? 'does not open again within a year' : `opens at ${opens}`}`
    }
    case 'unknown':
      if (hindrance.detail === 'too-little-covered') {
        return chinese
          ? '时段内有数据的时间不足一半，无法计算平均值'
          : 'Less than half the window has data, so there is no mean'
      }
      return chinese
        ? '时段起点没有可比的读数，无法计算变幅'
        : 'There is no earlier value to compare with, so there is no rate'
    case 'error':
      return chinese
        ? `规则判定出错（${hindrance.detail}），状态停留在出错之前`
        : `The rule failed (${hindrance.detail}); its state is as it was before`
    default:
      return hindrance satisfies never
  }
}

/** Until when its warning makes no sound, and who wanted it so. */
export function shelvedText(
  { until, name, note }: NonNullable<Evaluation['shelved']>,
  { language, zone, now }: Pick<Circumstances, 'language' | 'zone' | 'now'>,
): string {
  const end = momentText(until, language, zone, now)
  return language === 'zh'
    ? zh`告警已搁置至${end}（${name}：${note}），期间不响铃`
    : `The warning is shelved until ${end} and makes no sound (${name}: ${note})`
}

/** Why nobody is told, and until when. */
export function suppressionText(
  suppression: Suppression,
  { language, zone, now }: Pick<Circumstances, 'language' | 'zone' | 'now'>,
): string {
  const chinese = language === 'zh'
  if (suppression.kind === 'dependency') {
    return chinese
      ? zh`因上级告警（编号 ${suppression.parent}）仍在触发，只记录、不通知`
      : `Recorded without telling anybody while the warning it depends on (${suppression.parent}) fires`
  }
  const until = momentText(suppression.until, language, zone, now)
  return chinese
    ? zh`检修至${until}（${suppression.by}：${suppression.note}），期间只记录、不通知`
    : `Recorded without telling anybody during maintenance until ${until} (${suppression.by}: ${suppression.note})`
}
