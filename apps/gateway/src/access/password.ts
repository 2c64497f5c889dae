import { type Argon2Algorithm, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { HashGate } from './hash-gate.ts'

interface Parameters {
  readonly algorithm: Argon2Algorithm
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane; about 35 ms. */
const CURRENT: Parameters = { algorithm: 'argon2id', memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** A PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. Old hashes keep their own parameters. */
const PHC =
  /^\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Hashes and verifies people's passwords, a few at a time and never on the thread that serves devices. */
export class Passwords {
  readonly #gate = new HashGate()
  /** What an unknown user's password is compared with, so that it takes as long as a known one's. */
  #decoy: string | undefined

  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES)
    const hash = await this.#gate.pass(() => derive(password, salt, HASH_BYTES, CURRENT))
    const { algorithm, memory, passes, parallelism } = CURRENT
    return `$${algorithm}$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(hash)}`
  }

  /** `stored` is undefined for an unknown user: the same work is done, and the answer is no. */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    this.#decoy ??= await this.hash(bare(randomBytes(SALT_BYTES)))
    const { parameters, salt, hash } = parse(stored ?? this.#decoy)
    const derived = await this.#gate.pass(() => derive(password, salt, hash.length, parameters))
    return timingSafeEqual(derived, hash) && stored !== undefined
  }

  /** True when the stored hash was made with other parameters than today's. */
  isOutdated(stored: string): boolean {
    const { parameters } = parse(stored)
    return JSON.stringify(parameters) !== JSON.stringify(CURRENT)
  }
}

/** The PHC format leaves the padding away. */
function bare(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

function parse(stored: string): { parameters: Parameters; salt: Buffer; hash: Buffer } {
  const [, algorithm, memory, passes, parallelism, salt, hash] = PHC.exec(stored) ?? []
  if (salt === undefined || hash === undefined)
    throw new Error('a stored password is no PHC string of argon2')
  return {
    parameters: {
      algorithm: algorithm as Argon2Algorithm,
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function derive(password: string, nonce: Buffer, tagLength: number, parameters: Parameters): Promise<Buffer> {
  const { algorithm, ...cost } = parameters
  return new Promise((resolve, reject) => {
    // Never argon2Sync: 35 ms in which no device is answered.
    argon2(algorithm, { message: password.normalize('NFKC'), nonce, tagLength, ...cost }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    )
  })
}
