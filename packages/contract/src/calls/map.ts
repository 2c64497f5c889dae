import { z } from 'zod'
import { mapCourse, mapMoment, mapRain, mapSettingsBody, mapSettingsView, villageAnswer } from '../map.ts'
import { call, time } from './call.ts'

/** Calls of the map. */
export const mapCalls = {
  getMapSettings: call({
    method: 'GET',
    path: '/api/map',
    summary: 'What lies under the map, and its approval number (审图号)',
    role: 'viewer',
    answers: { 200: mapSettingsView },
  }),
  changeMapSettings: call({
    method: 'PUT',
    path: '/api/map',
    summary: 'Change what lies under the map',
    role: 'administrator',
    body: mapSettingsBody,
    answers: { 200: mapSettingsView },
  }),
  listVillageAnswers: call({
    method: 'GET',
    path: '/api/map/villages',
    summary:
      'How villages stand in the call-outs that are live, each in its worst; with `at` how they stood then',
    role: 'viewer',
    query: z.object({ at: time.optional() }),
    answers: { 200: z.object({ villages: z.array(villageAnswer) }) },
  }),
  readMapCourse: call({
    method: 'GET',
    path: '/api/map/course',
    summary: 'How warnings stood over a stretch of time, at most 8 days',
    role: 'viewer',
    query: z.object({ from: time, to: time }),
    answers: { 200: mapCourse },
  }),
  readMapMoment: call({
    method: 'GET',
    path: '/api/map/moment',
    summary: 'The newest value of every datastream at a moment',
    role: 'viewer',
    query: z.object({ at: time }),
    answers: { 200: mapMoment },
  }),
  readMapRain: call({
    method: 'GET',
    path: '/api/map/rain',
    summary: 'Rain added up over the hours before a moment, by datastream',
    role: 'viewer',
    query: z.object({ at: time, hours: z.coerce.number().int().min(1).max(72) }),
    answers: { 200: mapRain },
  }),
} as const
