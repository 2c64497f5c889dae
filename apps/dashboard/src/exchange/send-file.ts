import { IMPORT_CHUNK, type ImportView } from '@tocsin/contract'

/** Sends a file in parts, from where its import has it. Throws with what the gateway says against it. */
export async function sendFile(
  file: Blob,
  { id, uploaded }: Pick<ImportView, 'id' | 'uploaded'>,
  onProgress: (share: number) => void,
): Promise<void> {
  for (let offset = uploaded; offset < file.size; offset += IMPORT_CHUNK) {
    onProgress(offset / file.size)
    const answer = await fetch(`/api/imports/${encodeURIComponent(id)}/file?offset=${offset}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: file.slice(offset, offset + IMPORT_CHUNK),
    })
    if (!answer.ok) {
      const problem = (await answer.json().catch(() => ({}))) as { detail?: string }
      throw new Error(problem.detail ?? String(answer.status))
    }
  }
  onProgress(1)
}
