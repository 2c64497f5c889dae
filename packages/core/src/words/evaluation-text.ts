import { type Comparison, type DatastreamId, type Evaluation, GRAVITY, type Instant } from '../model/index.ts'
import { measuredText } from './amount.ts'
import { zh } from './chinese.ts'
import { comparedText, distanceText, knownOf } from './comparison-words.ts'
import { elapsedText } from './duration.ts'
import { hindranceText, shelvedText, suppressionText } from './hindrance-words.ts'
import type { Language } from './language.ts'
import { LEVEL_WORDS } from './level.ts'
import { momentText } from './moment.ts'
import type { Names } from './names.ts'
import { FLAG_WORDS } from './quality-words.ts'
import { areaText, streamText } from './scope.ts'
import { type Telling, telling } from './telling.ts'
import { clearingText, waitingText } from './waiting-words.ts'

const AREA_SUBJECT = 'area:'
/** Whoever reads "0 seconds ago" wonders what it means. */
const JUST_NOW = 5000

/**
 * How a rule stands on one subject at `now`, in a few sentences: why it fired, why it has not yet and what is missing, what waits and
 * for how long, what keeps it from judging, who is not told and why, and by which reading it was judged last.
 */
export function evaluationText(given: Evaluation, language: Language, names: Names, now: Instant): string {
  const evaluation = withNever(given)
  const told = telling(evaluation, language, names)
  const bySilence = evaluation.levels.some(({ comparisons }) =>
    comparisons.some(({ compared }) => compared === 'silence'),
  )
  const circumstances = {
    language,
    zone: names.zone,
    now,
    unit: told.unit,
    firing: evaluation.firing !== undefined,
    bySilence,
  }
  const { suppression } = evaluation
  const parts = [
    standingText(evaluation, told, names, now),
    ...clearingText(evaluation, language, now),
    ...evaluation.waiting.map((waiting) => waitingText(waiting, evaluation, told, names, now)),
    ...distances(evaluation, told),
    ...evaluation.hindrances
      // How long it has been silent is said already, as what the rule compares.
      .filter(({ kind }) => kind !== 'silent' || !bySilence)
      .map((hindrance) => hindranceText(hindrance, circumstances)),
    ...(suppression === null ? [] : [suppressionText(suppression, circumstances)]),
    ...(evaluation.shelved ? [shelvedText(evaluation.shelved, circumstances)] : []),
    ...(evaluation.mode === 'shadow' ? [SHADOW[language]] : []),
    lastText(evaluation, told, names, now),
  ]
  return language === 'zh'
    ? parts.map((part) => `${part}。`).join('')
    : parts.map((part, index) => `${index === 0 && isArea(evaluation) ? part : capitalised(part)}.`).join(' ')
}

function isArea({ subject }: Evaluation): boolean {
  return subject.startsWith(AREA_SUBJECT)
}

/** Not for what begins with a name: that is written as it is. */
function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** A threshold that is never reached comes without a time, as an unknown one does; what is unknown has a hindrance. */
function withNever(evaluation: Evaluation): Evaluation {
  const { levels, hindrances, evaluatedAt } = evaluation
  if (evaluatedAt === null || hindrances.some(({ kind }) => kind === 'unknown')) return evaluation
  const never = (one: Comparison): Comparison =>
    one.compared === 'time-to-threshold' && one.actual === null
      ? { ...one, actual: Number.POSITIVE_INFINITY }
      : one
  return {
    ...evaluation,
    levels: levels.map((level) => ({ ...level, comparisons: level.comparisons.map(never) })),
  }
}

const SHADOW: Readonly<Record<Language, string>> = {
  zh: '规则在试算，只记录、不通知',
  en: 'The rule runs in shadow: recorded, and nobody is told',
}

function standingText(evaluation: Evaluation, told: Telling, names: Names, now: Instant): string {
  const { subject, state, firing } = evaluation
  const { language } = told
  const chinese = language === 'zh'
  const place = isArea(evaluation)
    ? areaText(subject.slice(AREA_SUBJECT.length), language, names)
    : streamText(subject as DatastreamId, language, names)
  if (firing === undefined) {
    const pending = state === 'pending'
    if (chinese) return `${place}：${pending ? '待触发' : '未触发'}`
    return `${place}: ${pending ? 'pending' : 'not firing'}`
  }
  const since = momentText(firing.since, language, names.zone, now)
  const age = now - firing.since
  const lasting = elapsedText(age, language)
  const level = LEVEL_WORDS[language][firing.level]
  const basis = basisText(evaluation, told)
  // Not "raised at": it may have come down to this level from a graver one.
  if (chinese) {
    const long = age < JUST_NOW ? '（刚刚）' : zh`，已持续${lasting}`
    return zh`${place}：${since}起为${level}告警${long}${basis === undefined ? '' : `；${basis}`}`
  }
  const long = age < JUST_NOW ? ' (just now)' : `, for ${lasting}`
  return `${place}: firing at ${level} since ${since}${long}${basis === undefined ? '' : `; ${basis}`}`
}

/** Why the level that fires does: what holds, or that it no longer does and has not cleared either. */
function basisText({ firing, levels }: Evaluation, told: Telling): string | undefined {
  const chinese = told.language === 'zh'
  const known = knownOf(levels.find(({ level }) => level === firing?.level)?.comparisons ?? [])
  const holding = known.filter(({ comparison }) => comparison.holds)
  const texts = (holding.length > 0 ? holding : known).map(({ comparison, actual }) =>
    comparedText(comparison, actual, told),
  )
  if (texts.length === 0) return undefined
  const found = texts.join(chinese ? '、' : ', ')
  if (holding.length > 0 || firing?.clearing !== undefined) return found
  return chinese
    ? `${found}，触发条件已不满足，但未到回落条件`
    : `${found}, which no longer fires but does not clear either`
}

/** What is missing to each graver level that does not wait already, nearest first. Nothing where nothing is known: a hindrance says why. */
function distances({ firing, waiting, levels }: Evaluation, told: Telling): string[] {
  const above = firing === undefined ? 0 : GRAVITY[firing.level]
  return levels
    .filter(({ level }) => GRAVITY[level] > above && waiting.every((one) => one.level !== level))
    .filter(({ comparisons }) => comparisons.some(({ actual }) => actual !== null))
    .toReversed()
    .map(({ level, comparisons }) => distanceText(level, comparisons, told))
}

function lastText(
  { evaluatedAt, reading }: Evaluation,
  { language, unit }: Telling,
  names: Names,
  now: Instant,
): string {
  const chinese = language === 'zh'
  if (evaluatedAt === null) return chinese ? '尚未判定过' : 'not judged yet'
  const at = momentText(evaluatedAt, language, names.zone, now)
  const age = now - evaluatedAt
  const elapsed = elapsedText(age, language)
  const own = reading?.phenomenonTime === evaluatedAt && Number.isFinite(reading.value) ? reading : null
  const doubt = own?.flag === undefined || own.flag === 'good' ? '' : FLAG_WORDS[language][own.flag]
  if (chinese) {
    const by =
      own === null ? '' : zh`，读数${measuredText(own.value, unit)}${doubt === '' ? '' : `（${doubt}）`}`
    return zh`最近一次判定：${at}${age < JUST_NOW ? '（刚刚）' : zh`（${elapsed}前）`}${by}`
  }
  const by =
    own === null
      ? ''
      : `, by a reading of ${measuredText(own.value, unit)}${doubt === '' ? '' : ` (${doubt})`}`
  return `last judged at ${at} (${age < JUST_NOW ? 'just now' : `${elapsed} ago`})${by}`
}
