import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'

/** What the parts that are read may come to when unpacked: 5,000 rows of 48 columns are some 12 MB of XML. */
export const MAX_UNPACKED_BYTES = 16 * 1024 * 1024
/** A workbook with a hundred sheets has some 300 parts. */
const MAX_PARTS = 2_000

/** An .xlsx file is a zip archive of XML parts. */
export interface Archive {
  /** The text of a part; undefined when there is none of that name. Throws an `ArchiveError` when it is damaged or too large. */
  text(name: string): Promise<string | undefined>
}

/** The archive is damaged, or larger than it may be: `message` says which. */
export class ArchiveError extends Error {
  override name = 'ArchiveError'
}

/** Opens an archive without unpacking anything. Throws an `ArchiveError`. */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const parts = new Map<string, Entry>()
  let zip: ZipFile
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    for await (const entry of zip.eachEntry()) {
      if (parts.size >= MAX_PARTS) throw new ArchiveError(`has more than ${MAX_PARTS} parts`)
      parts.set(entry.fileName.toLowerCase(), entry)
    }
  } catch (error) {
    throw asArchiveError(error)
  }
  let unpacked = 0
  return {
    async text(name) {
      // Part names are compared without regard to case: ECMA-376 part 2, 6.3.5.
      const entry = parts.get(name.toLowerCase())
      if (!entry) return undefined
      unpacked += entry.uncompressedSize
      if (unpacked > MAX_UNPACKED_BYTES) {
        throw new ArchiveError(`unpacks to more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MB`)
      }
      try {
        const chunks: Buffer[] = []
        // The stream fails as soon as it gives more than the size that was just counted.
        for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
        const content = Buffer.concat(chunks)
        if (crc32(content) !== entry.crc32) throw new ArchiveError(`is damaged: ${entry.fileName}`)
        return decodeXml(content)
      } catch (error) {
        throw asArchiveError(error)
      }
    },
  }
}

function decodeXml(content: Buffer): string {
  const wide = content[0] === 0xff && content[1] === 0xfe
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(content)
}

function asArchiveError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error
  return new ArchiveError(`is damaged: ${(error as Error).message}`)
}
