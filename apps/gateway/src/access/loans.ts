import type { Caller } from './caller.ts'
import { newSecret, sha256 } from './secret.ts'

/** What a part of this box may do for as long as it runs. Nothing of it is kept: with the process it ends. */
export interface Loan {
  readonly secret: string
  end(): void
}

/** Rights lent to processes that the gateway starts itself, each bounded to a few calls. */
export interface Loans {
  lend(caller: Caller & Required<Pick<Caller, 'only'>>): Loan
  bySecret(secret: string): Caller | undefined
  byGrant(grant: string): Caller | undefined
}

export function createLoans(onEnded: (grant: string) => void): Loans {
  const lent = new Map<string, Caller>()
  return {
    lend(caller) {
      const secret = newSecret()
      const key = sha256(secret).toString('hex')
      lent.set(key, caller)
      return {
        secret,
        end() {
          if (lent.delete(key)) onEnded(caller.grant)
        },
      }
    },
    bySecret: (secret) => lent.get(sha256(secret).toString('hex')),
    byGrant: (grant) => [...lent.values()].find((caller) => caller.grant === grant),
  }
}
