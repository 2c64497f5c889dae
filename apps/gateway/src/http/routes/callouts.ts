import type { PlanView } from '@tocsin/contract'
import type { Plan } from '@tocsin/core'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Call-out plans. */
export function planRoutes({
  callouts,
}: Services): Routes<'listPlans' | 'createPlan' | 'changePlan' | 'deletePlan'> {
  return {
    listPlans: () => ({ status: 200, body: { plans: callouts.plans().map(planView) } }),

    createPlan({ body, caller }) {
      const outcome = callouts.createPlan(body, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 201, body: planView(outcome.plan), audit: { subject: outcome.plan.id } }
    },

    changePlan({ params, body, caller }) {
      const { reason, ...definition } = body
      const outcome = callouts.changePlan(params.id, definition, reason, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 200, body: planView(outcome.plan), audit: { subject: params.id, detail: { reason } } }
    },

    deletePlan({ params, query, caller }) {
      const outcome = callouts.withdrawPlan(params.id, query.reason, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 204, body: null, audit: { subject: params.id, detail: { reason: query.reason } } }
    },
  }
}

/** Call-outs, and what people do with them. */
export function calloutRoutes({
  callouts,
}: Services): Routes<
  | 'listCallouts'
  | 'getCallout'
  | 'startCallout'
  | 'releaseCallout'
  | 'escalateCallout'
  | 'cancelCallout'
  | 'giveAllClear'
  | 'recordAnswer'
  | 'getCalloutSettings'
  | 'setTrial'
> {
  return {
    listCallouts: ({ query }) => ({ status: 200, body: { callouts: callouts.list(query) } }),

    getCallout({ params }) {
      const callout = callouts.get(params.id)
      return callout ? { status: 200, body: callout } : notFound(`No call-out ${params.id}`)
    },

    startCallout({ body, caller }) {
      const outcome = callouts.start(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { area, level, source } = body
      return {
        status: 201,
        body: outcome.callout,
        audit: { subject: outcome.callout.id, detail: { area, level, source } },
      }
    },

    releaseCallout({ params, caller }) {
      const outcome = callouts.release(params.id, actorOf(caller))
      return outcome.ok ? { status: 200, body: outcome.callout, audit: { subject: params.id } } : outcome
    },

    escalateCallout({ params, body, caller }) {
      const outcome = callouts.escalate(params.id, body.asOf, actorOf(caller))
      return outcome.ok ? { status: 200, body: outcome.callout, audit: { subject: params.id } } : outcome
    },

    cancelCallout({ params, caller }) {
      const outcome = callouts.cancel(params.id, actorOf(caller))
      return outcome.ok ? { status: 200, body: outcome.callout, audit: { subject: params.id } } : outcome
    },

    giveAllClear({ params, caller }) {
      const outcome = callouts.allClear(params.id, actorOf(caller))
      return outcome.ok ? { status: 200, body: outcome.callout, audit: { subject: params.id } } : outcome
    },

    recordAnswer({ params, body, caller }) {
      const outcome = callouts.recordAnswer(params.id, body, actorOf(caller))
      return outcome.ok
        ? { status: 201, body: outcome.callout, audit: { subject: params.id, detail: { ...body } } }
        : outcome
    },

    getCalloutSettings: () => ({ status: 200, body: callouts.settings() }),

    setTrial({ body }) {
      const settings = callouts.setTrial(body.trial)
      return { status: 200, body: settings, audit: { subject: 'trial', detail: body } }
    },
  }
}

/** The duty desk: calls to whoever sits there, and notices to be seen. */
export function deskRoutes({ callouts }: Services): Routes<'readDesk' | 'seeNotices'> {
  return {
    readDesk: ({ caller }) => ({ status: 200, body: callouts.desk(caller) }),

    seeNotices({ params, body, caller }) {
      const outcome = callouts.seeNotices(params.id, body.keys, actorOf(caller))
      return outcome.ok
        ? {
            status: 200,
            body: outcome.desk,
            audit: { subject: params.id, detail: { seen: body.keys.length } },
          }
        : outcome
    },
  }
}

/** People telephone: a queue, a number at a time, an outcome. */
export function telephoneRoutes({
  callouts,
}: Services): Routes<'listTelephoneTasks' | 'takeTelephoneTask' | 'enterTelephoneOutcome'> {
  return {
    listTelephoneTasks: () => ({ status: 200, body: { tasks: callouts.telephoneTasks() } }),

    takeTelephoneTask({ body, caller }) {
      const outcome = callouts.takeTelephoneTask(body.key, actorOf(caller))
      if (!outcome.ok) return outcome
      const { task, number, link } = outcome
      return {
        status: 200,
        body: { ...task, number, link },
        audit: { subject: task.person, detail: { callout: task.callout } },
      }
    },

    enterTelephoneOutcome({ body, caller }) {
      const outcome = callouts.enterTelephoneOutcome(body.key, body.outcome, actorOf(caller))
      if (!outcome.ok) return outcome
      const detail = { outcome: body.outcome.kind }
      return {
        status: 200,
        body: { tasks: callouts.telephoneTasks() },
        audit: { subject: body.key, detail },
      }
    },
  }
}

/** As the contract writes it: lists of its own, and every default in place. */
function planView(plan: Plan): PlanView {
  return {
    ...(structuredClone(plan) as unknown as PlanView),
    ordersMove: [...(plan.ordersMove ?? [])],
    answerWithin: plan.answerWithin,
  }
}
