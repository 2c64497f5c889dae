import {
  calls,
  type ImportMapping,
  type ImportMappingInput,
  type ImportView,
  importView,
} from '@tocsin/contract'
import { eventually, type Office } from './office.ts'

/** Begins an import and brings its file, in parts of `part` bytes. */
export async function bringFile(
  office: Office,
  name: string,
  content: Uint8Array,
  mapping: ImportMappingInput,
  { check = false, part = content.length }: { check?: boolean; part?: number } = {},
): Promise<string> {
  const body = { name, bytes: content.length, mapping: mapping as ImportMapping, check }
  const { id } = await office.call(calls.createImport, { body })
  for (let offset = 0; offset < content.length; offset += part) {
    const answer = await sendPart(office, id, offset, content.subarray(offset, offset + part))
    if (!answer.ok) throw new Error(await answer.text())
  }
  return id
}

export function sendPart(office: Office, id: string, offset: number, content: Uint8Array): Promise<Response> {
  return fetch(`${office.url}/api/imports/${id}/file?offset=${offset}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', cookie: office.cookie, origin: office.url },
    body: Buffer.from(content),
  })
}

/** An import once it has ended. */
export function importEnded(office: Office, id: string, limit = 60_000): Promise<ImportView> {
  return eventually(
    `import ${id} to end`,
    async () => {
      const view = await office.call(calls.readImport, { params: { id } })
      return view.endedAt === null ? undefined : importView.parse(view)
    },
    limit,
  )
}
