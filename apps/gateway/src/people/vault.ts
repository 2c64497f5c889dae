import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const FORMAT = 1
const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES
const OVERHEAD_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES

interface Ring {
  readonly id: Buffer
  readonly sealing: KeyObject
  readonly lookup: KeyObject
}

/**
 * Seals texts with AES-256-GCM under keys that lie outside the database. What is sealed is bound to whom it belongs to: moved to another
 * row it does not open. With the newest key it seals; with any of them it opens.
 */
export class Vault {
  readonly #rings: readonly Ring[]
  readonly #newest: Ring

  /** Keys of 32 bytes, newest last; at least one. */
  constructor(keys: readonly Uint8Array[]) {
    this.#rings = keys.map((key) => ({
      id: createHash('sha256').update('tocsin people key').update(key).digest().subarray(0, KEY_ID_BYTES),
      sealing: derived(key, 'seal'),
      lookup: derived(key, 'lookup'),
    }))
    const newest = this.#rings.at(-1)
    if (newest === undefined) throw new Error('a vault needs at least one key')
    this.#newest = newest
  }

  /** Version, key id, nonce, tag, ciphertext. */
  seal(text: string, owner: string): Uint8Array {
    const { id, sealing } = this.#newest
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', sealing, nonce)
    cipher.setAAD(Buffer.from(owner))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(FORMAT), id, nonce, cipher.getAuthTag(), sealed])
  }

  /** Undefined when no key here opens it: the key is lost, or the bytes were changed or belong to another. */
  open(sealed: Uint8Array, owner: string): string | undefined {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    if (bytes.length < OVERHEAD_BYTES || bytes[0] !== FORMAT) return undefined
    const id = bytes.subarray(1, HEAD_BYTES)
    const nonce = bytes.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES)
    const tag = bytes.subarray(HEAD_BYTES + NONCE_BYTES, OVERHEAD_BYTES)
    for (const ring of this.#rings) {
      if (!ring.id.equals(id)) continue
      try {
        const decipher = createDecipheriv('aes-256-gcm', ring.sealing, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(owner))
        decipher.setAuthTag(tag)
        return decipher.update(bytes.subarray(OVERHEAD_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        // The tag does not fit: not this text, or not this owner's.
      }
    }
    return undefined
  }

  /** What is stored beside a sealed address so that it can be found again. Without the key it cannot be tried out number by number. */
  lookup(address: string): Uint8Array {
    return hashed(this.#newest, address)
  }

  /** By every key: what was stored under an older one is still found. */
  lookups(address: string): Uint8Array[] {
    return this.#rings.map((ring) => hashed(ring, address))
  }
}

function hashed({ lookup }: Ring, address: string): Uint8Array {
  return createHmac('sha256', lookup).update(address).digest()
}

function derived(key: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(
    Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `tocsin people ${purpose}`, 32)),
  )
}
