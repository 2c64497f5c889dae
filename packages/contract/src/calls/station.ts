import { z } from 'zod'
import { deviceProfileView, listenerView, refusedConnection, strangerView } from '../device.ts'
import { rejectionView, stationBody, stationView } from '../station.ts'
import { byId, call, limit } from './call.ts'

/** Calls about stations, the ways in, and what could not be read. */
export const stationCalls = {
  listStations: call({
    method: 'GET',
    path: '/api/stations',
    summary: 'All stations with their latest values',
    role: 'viewer',
    answers: { 200: z.object({ stations: z.array(stationView) }) },
  }),
  getStation: call({
    method: 'GET',
    path: '/api/stations/:id',
    summary: 'One station',
    role: 'viewer',
    params: byId,
    answers: { 200: stationView },
  }),
  createStation: call({
    method: 'POST',
    path: '/api/stations',
    summary: 'Register a station; its secret is answered once',
    role: 'engineer',
    body: stationBody,
    answers: { 201: stationView.extend({ secret: z.string() }) },
  }),
  changeStation: call({
    method: 'PUT',
    path: '/api/stations/:id',
    summary: 'Replace a station’s description',
    role: 'engineer',
    params: byId,
    body: stationBody.omit({ id: true }),
    answers: { 200: stationView },
  }),
  renewSecret: call({
    method: 'POST',
    path: '/api/stations/:id/secret',
    summary: 'Replace a station’s secret; the old one stops working',
    role: 'engineer',
    params: byId,
    answers: { 201: z.object({ secret: z.string() }) },
  }),
  listRejections: call({
    method: 'GET',
    path: '/api/rejections',
    summary: 'What could not be read, newest first',
    role: 'viewer',
    query: z.object({ station: z.string().optional(), before: z.coerce.number().int().optional(), limit }),
    answers: { 200: z.object({ rejections: z.array(rejectionView), next: z.number().nullable() }) },
  }),
  listDeviceProfiles: call({
    method: 'GET',
    path: '/api/device-profiles',
    summary: 'Instruments that are known: their protocol, and what they report',
    role: 'viewer',
    answers: { 200: z.object({ profiles: z.array(deviceProfileView) }) },
  }),
  listListeners: call({
    method: 'GET',
    path: '/api/listeners',
    summary: 'The ways in beside MQTT, and who calls there and is not registered, newest first',
    role: 'viewer',
    answers: { 200: z.object({ listeners: z.array(listenerView), strangers: z.array(strangerView) }) },
  }),
  listRefusedConnections: call({
    method: 'GET',
    path: '/api/refused-connections',
    summary: 'The newest connections to the broker that were turned away or cut, and why; since the start',
    role: 'engineer',
    answers: { 200: z.object({ refused: z.array(refusedConnection) }) },
  }),
} as const
