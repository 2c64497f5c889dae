import { blindSpotsView, boxAcknowledgement, boxSummary, boxWarningsView } from '../box.ts'
import { demonstrationSwitch, demonstrationView } from '../demonstration.ts'
import { health, site } from '../health.ts'
import { pipelineView } from '../pipeline.ts'
import { siteZoneBody, siteZoneView } from '../site-zone.ts'
import { call } from './call.ts'

/** Calls about the box itself. */
export const boxCalls = {
  getHealth: call({
    method: 'GET',
    path: '/api/health',
    summary: 'How each part fares',
    role: 'public',
    answers: { 200: health, 503: health },
  }),
  getPipeline: call({
    method: 'GET',
    path: '/api/pipeline',
    summary: 'The way of a reading, stage by stage: rates, what waits and for how long, errors',
    role: 'viewer',
    answers: { 200: pipelineView },
  }),
  getBlindSpots: call({
    method: 'GET',
    path: '/api/blind-spots',
    summary: 'Whether each village can be warned right now, and which link of its chain is broken (预警盲区)',
    role: 'viewer',
    answers: { 200: blindSpotsView },
  }),
  getBoxSummary: call({
    method: 'GET',
    path: '/api/box-warnings/summary',
    summary: 'How many villages cannot be warned, and how many warnings about the box are open',
    role: 'viewer',
    answers: { 200: boxSummary },
  }),
  listBoxWarnings: call({
    method: 'GET',
    path: '/api/box-warnings',
    summary: 'Warnings about the box itself and about what it needs in order to warn',
    role: 'viewer',
    answers: { 200: boxWarningsView },
  }),
  acknowledgeBoxWarnings: call({
    method: 'POST',
    path: '/api/box-warnings/acknowledgements',
    summary: 'Somebody has taken note; the sound stops, what is wrong stays',
    role: 'operator',
    body: boxAcknowledgement,
    answers: { 200: boxWarningsView },
  }),
  getSite: call({
    method: 'GET',
    path: '/api/site',
    summary: 'What the console needs to know about this box',
    role: 'viewer',
    answers: { 200: site },
  }),
  setSiteZone: call({
    method: 'PUT',
    path: '/api/site/zone',
    summary: 'Set the zone of schedules, texts and the console; the gateway starts anew for another one',
    role: 'administrator',
    body: siteZoneBody,
    answers: { 202: siteZoneView },
  }),
  getDemonstration: call({
    method: 'GET',
    path: '/api/demonstration',
    summary: 'Whether this is the demonstration, and whether it could be',
    role: 'viewer',
    answers: { 200: demonstrationView },
  }),
  switchDemonstration: call({
    method: 'PUT',
    path: '/api/demonstration',
    summary:
      'Begin the demonstration in a data folder of its own, or end it and remove that folder; the gateway starts anew for it',
    role: 'administrator',
    body: demonstrationSwitch,
    answers: { 202: demonstrationView },
  }),
} as const
