/** A modem said no, said nothing, or is gone. `code` is that of `+CMS ERROR` or `+CME ERROR`. */
export class AtError extends Error {
  override readonly name = 'AtError'
  readonly kind: 'refused' | 'silent' | 'gone' | 'aborted'
  readonly code: number | undefined
  /** The text of a message had been given to it by then. */
  readonly bodyGiven: boolean

  constructor(
    kind: AtError['kind'],
    text: string,
    more: { code?: number | undefined; bodyGiven?: boolean } = {},
  ) {
    super(text)
    this.kind = kind
    this.code = more.code
    this.bodyGiven = more.bodyGiven ?? false
  }
}

// +CMS ERROR of 3GPP TS 27.005 §3.2.5; up to 127 they are the network's (TS 24.011 annex E).
const PERMANENT = new Map<number, string>([
  [1, 'the number is not assigned'],
  [8, 'barred by the operator'],
  [10, 'calls are barred'],
  [21, 'the network rejects the message'],
  [28, 'an unidentified subscriber'],
  [29, 'the facility is rejected'],
  [30, 'an unknown subscriber'],
  [50, 'the facility is not subscribed to'],
  [304, 'an invalid PDU'],
])
const PASSING = new Map<number, string>([
  [27, 'the destination is out of order'],
  [38, 'the network is out of order'],
  [41, 'a passing failure of the network'],
  [42, 'the network is congested'],
  [47, 'no resources'],
  [302, 'not allowed now'],
  [310, 'no SIM card'],
  [311, 'the SIM card wants a PIN'],
  [313, 'the SIM card has failed'],
  [314, 'the SIM card is busy'],
  [322, 'the memory is full'],
  [330, 'the number of the message centre is unknown'],
  [331, 'no network'],
  [332, 'the network did not answer'],
  [500, 'an unknown error'],
])

/** What `+CMS ERROR: code` says, and whether the same number will be refused again. Unknown codes may pass. */
export function smsError(code: number | undefined): { readonly permanent: boolean; readonly text: string } {
  const known = code === undefined ? undefined : (PERMANENT.get(code) ?? PASSING.get(code))
  return {
    permanent: code !== undefined && PERMANENT.has(code),
    text: code === undefined ? 'the modem refused' : `${known ?? 'the modem refused'} (CMS ${code})`,
  }
}
