import { calls } from '@tocsin/contract'
import { chirpstackUplink, senmlPack } from '@tocsin/core'
import { register } from '../registration.ts'
import type { Session } from '../session.ts'

/** Protocols that come as documents over HTTP. */
export const DOCUMENT_PROTOCOLS = ['senml', 'chirpstack', 'thingsboard'] as const
export type DocumentProtocol = (typeof DOCUMENT_PROTOCOLS)[number]

/** The device profile that understands the documents of each. */
const PROFILES: Readonly<Record<DocumentProtocol, string>> = {
  senml: 'senml-gauge',
  chirpstack: 'chirpstack-gauge',
  thingsboard: 'thingsboard-gas',
}

/** A device that posts documents, and the secret it does so with. */
interface Poster {
  readonly id: string
  readonly secret: string
  readonly code: string
  count: number
}

/** Registers devices and posts a document of each every so often; answers how many were taken and how many refused. */
export async function runDocuments(
  session: Session,
  run: { protocol: DocumentProtocol; url: string; stations: number; everyMs: number; seconds: number },
): Promise<{ taken: number; refused: number; firstRefusal: string | undefined }> {
  const posters = await registerPosters(session, run.protocol, run.stations)
  const counts = { taken: 0, refused: 0, firstRefusal: undefined as string | undefined }
  const until = performance.now() + run.seconds * 1000
  await Promise.all(
    posters.map(async (poster, number) => {
      await pause(Math.min((number / posters.length) * run.everyMs, until - performance.now()))
      while (performance.now() < until) {
        const begun = performance.now()
        const answer = await fetch(`${run.url}/api/ingest/${poster.id}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${poster.secret}`, 'content-type': 'application/json' },
          body: Buffer.from(documentOf(run.protocol, poster, Date.now())),
        })
        const text = await answer.text()
        if (answer.ok && /"rejections":\[\]/.test(text)) counts.taken++
        else {
          counts.refused++
          counts.firstRefusal ??= `${answer.status} ${text}`
        }
        await pause(Math.min(begun + run.everyMs, until) - performance.now())
      }
    }),
  )
  return counts
}

async function registerPosters(
  session: Session,
  protocol: DocumentProtocol,
  count: number,
): Promise<Poster[]> {
  const { profiles } = await session(calls.listDeviceProfiles, {})
  const profile = profiles.find(({ id }) => id === PROFILES[protocol])
  if (profile === undefined) throw new Error(`the gateway has no device profile ${PROFILES[protocol]}`)
  const datastreams = profile.channels.map(({ datastream }) => datastream)
  const posters: Poster[] = []
  for (let number = 1; number <= count; number++) {
    const id = `${protocol}-${number}`
    const code = number.toString(16).padStart(16, '0')
    const device = { profile: profile.id, ...(protocol === 'chirpstack' ? { code } : {}) }
    const body = { id, name: id, area: 'field', datastreams, tags: ['simulated'], device }
    posters.push({ id, secret: (await register(session, body, undefined)).secret, code, count: 0 })
  }
  return posters
}

function documentOf(protocol: DocumentProtocol, poster: Poster, time: number): Uint8Array {
  const level = 2.5 + 1.6 * Math.sin(time / 600_000)
  poster.count++
  switch (protocol) {
    case 'senml':
      return senmlPack(`urn:dev:${poster.id}:`, [
        { name: 'level', unit: 'm', value: Math.round(level * 1000) / 1000, time },
        { name: 'rain', unit: 'mm', value: 0.2, time },
      ])
    case 'chirpstack':
      return chirpstackUplink(poster.code, {
        id: crypto.randomUUID(),
        time: new Date(time).toISOString(),
        fCnt: poster.count,
        fPort: 1,
        object: { tips: poster.count, level_mm: Math.round(level * 1000) },
      })
    case 'thingsboard':
      return Buffer.from(JSON.stringify({ ts: time, values: { ch4: Math.round(level * 10) / 10, o2: 20.9 } }))
    default:
      return protocol satisfies never
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)))
}
