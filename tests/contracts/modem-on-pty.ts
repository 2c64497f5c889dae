import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type ModemMood = 'accept' | 'refuse' | 'fail' | 'hang' | 'drop-after-text'

interface Part {
  readonly to: string
  readonly text: string
  readonly reference: number | null
  readonly total: number
  readonly number: number
}

/** What a telephone would show: parts put together, a part that comes twice only once. */
function onTelephone(parts: readonly Part[]): string[] {
  const shown: string[] = []
  const waiting = new Map<string, Map<number, string>>()
  for (const { to, text, reference, total, number } of parts) {
    if (reference === null) {
      shown.push(text)
      continue
    }
    const key = `${to}/${reference}`
    const have = waiting.get(key) ?? new Map()
    waiting.set(key, have.set(number, text))
    if (have.size < total) continue
    waiting.delete(key)
    shown.push(Array.from({ length: total }, (_, index) => have.get(index + 1)).join(''))
  }
  return shown
}

const swap = (text: string) => (text.length % 2 ? `${text}F` : text).replace(/(.)(.)/g, '$2$1')
const two = (value: number) => String(value).padStart(2, '0')

/** Reads SMS-SUBMIT by the letter of TS 23.040, written without looking at what it tests. */
function readSubmit(pdu: string): Part {
  const bytes = Buffer.from(pdu, 'hex')
  const centre = (bytes[0] as number) + 1
  const first = bytes[centre] as number
  const digits = bytes[centre + 2] as number
  const numberEnd = centre + 4 + Math.ceil(digits / 2)
  const number = swap(bytes.subarray(centre + 4, numberEnd).toString('hex')).slice(0, digits)
  const data = bytes.subarray(numberEnd + 4)
  const headerLength = first & 0x40 ? (data[0] as number) + 1 : 0
  const [reference, total, part] = [data[3], data[4], data[5]]
  return {
    to: `${bytes[centre + 3] === 0x91 ? '+' : ''}${number}`,
    text: Buffer.from(data.subarray(headerLength)).swap16().toString('utf16le'),
    reference: headerLength ? (reference as number) : null,
    total: headerLength ? (total as number) : 1,
    number: headerLength ? (part as number) : 1,
  }
}

function timestamp(at: number): string {
  const beijing = new Date(at + 8 * 3_600_000)
  const fields = [
    beijing.getUTCFullYear() % 100,
    beijing.getUTCMonth() + 1,
    beijing.getUTCDate(),
    beijing.getUTCHours(),
    beijing.getUTCMinutes(),
    beijing.getUTCSeconds(),
  ]
  return `${fields.map((field) => swap(two(field))).join('')}23`
}

const addressOf = (number: string) => {
  const digits = number.replace('+', '')
  return `${digits.length.toString(16).padStart(2, '0')}${number.startsWith('+') ? '91' : '81'}${swap(digits)}`
}

/** Seven bits a character, as telephones write digits and letters. */
function packed(text: string): string {
  let bits = ''
  for (const character of text) bits = character.charCodeAt(0).toString(2).padStart(7, '0') + bits
  bits = bits.padStart(Math.ceil(bits.length / 8) * 8, '0')
  const bytes = (bits.match(/.{8}/g) ?? []).reverse().map((byte) => Number.parseInt(byte, 2))
  return Buffer.from(bytes).toString('hex')
}

function deliver(
  from: string,
  text: string,
  at: number,
  part?: [reference: number, total: number, number: number],
) {
  const plain = /^[\x20-\x7e]*$/.test(text) && !/[@$_`{|}~[\]\\^]/.test(text) && !part
  const header = part ? [5, 0, 3, ...part].map((byte) => byte.toString(16).padStart(2, '0')).join('') : ''
  const content = plain ? packed(text) : Buffer.from(text, 'utf16le').swap16().toString('hex')
  const length = plain ? text.length : (header.length + content.length) / 2
  return `00${part ? '44' : '04'}${addressOf(from)}00${plain ? '00' : '08'}${timestamp(at)}${length
    .toString(16)
    .padStart(2, '0')}${header}${content}`.toUpperCase()
}

/**
 * A modem with a SIM card of 20 places on a real pseudo-terminal, which `script` of util-linux holds open: its other end
 * is our pipes. It echoes, wants a prompt to be waited for, and can be pulled out at any point.
 */
export async function openModem(options: { pin?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-modem-'))
  const path = join(folder, 'modem')
  const parts: Part[] = []
  const commands: string[] = []
  const card = new Map<number, string>()
  let child: ChildProcessWithoutNullStreams | undefined
  let mood: ModemMood = 'accept'
  let hanging: (() => unknown)[] = []
  let given = 40 // the last reference of a message
  let echo = true
  let locked = options.pin !== undefined
  let tries = 0
  let input = ''
  let text: string | undefined // collects the text of a message after the prompt
  let signal = 18
  let registered = true
  let dropAt = Number.POSITIVE_INFINITY
  let onCommand: (command: string) => void = () => {}

  const say = (line: string) => child?.stdin.write(`\r\n${line}\r\n`)
  const gone = async () => {
    const old = child
    child = undefined
    rmSync(path, { force: true })
    if (!old || old.exitCode !== null) return
    const exit = new Promise((resolve) => old.once('exit', resolve))
    old.kill('SIGKILL')
    await exit
  }
  const take = (pdu: string) => {
    const now = mood
    if (now === 'drop-after-text') {
      void gone()
      return
    }
    const answer = (): unknown => {
      if (now === 'refuse') return say('+CMS ERROR: 1')
      if (now === 'fail') return say('+CMS ERROR: 331')
      parts.push(readSubmit(pdu))
      given = (given + 1) % 256
      say(`+CMGS: ${given}`)
      return say('OK')
    }
    if (now === 'hang') hanging.push(answer)
    else answer()
  }
  /** The lines a command is answered with; null: it is still at it, or gone. */
  const answerTo = (command: string): readonly string[] | null => {
    const [, name = command, argument = ''] = /^([^=?]+)[=]?(.*)$/.exec(command) ?? []
    if (locked && !['AT', 'ATE0', 'AT+CMEE', 'AT+CPIN'].includes(name)) return ['+CME ERROR: 11']
    const pdu = card.get(Number(argument))
    switch (name) {
      case 'ATE0':
        echo = false
        return ['OK']
      case 'AT+CPIN':
        if (command === 'AT+CPIN?') return [`+CPIN: ${locked ? 'SIM PIN' : 'READY'}`, 'OK']
        tries += 1
        if (argument !== `"${options.pin}"`) return ['+CME ERROR: 16']
        locked = false
        return ['OK']
      case 'AT+CSQ':
        return [`+CSQ: ${signal},99`, 'OK']
      case 'AT+CREG':
        return [`+CREG: 0,${registered ? 1 : 0}`, 'OK']
      case 'AT+CNMI':
        return [argument === '2,1,0,1,0' ? 'OK' : '+CMS ERROR: 303']
      case 'AT+CMGR':
        return pdu === undefined ? ['OK'] : [`+CMGR: 0,,${pdu.length / 2 - 1}`, pdu, 'OK']
      case 'AT+CMGL':
        return [...[...card].flatMap(([slot, it]) => [`+CMGL: ${slot},1,,${it.length / 2 - 1}`, it]), 'OK']
      case 'AT+CMGD':
        card.delete(Number(argument))
        return ['OK']
      case 'AT+CMGS':
        if (parts.length === dropAt) void gone()
        else {
          text = ''
          child?.stdin.write('\r\n> ')
        }
        return null
      default:
        return ['OK']
    }
  }
  const run = (command: string) => {
    commands.push(command)
    onCommand(command)
    if (echo) child?.stdin.write(`${command}\r`)
    for (const line of answerTo(command) ?? []) say(line)
  }
  const hear = (heard: string) => {
    for (const character of heard) {
      if (text !== undefined) {
        if (character === '\u001a') {
          const pdu = text
          text = undefined
          take(pdu)
        } else if (character === '\u001b') {
          text = undefined
          say('OK')
        } else text += character
      } else if (character === '\r') {
        if (input !== '') run(input)
        input = ''
      } else if (character !== '\n' && character !== '\u001b') input += character
    }
  }
  const plugIn = async () => {
    echo = true
    locked = options.pin !== undefined
    input = ''
    text = undefined
    hanging = []
    child = await openPty()
  }
  const openPty = async () => {
    const started = spawn('script', [
      '-qfc',
      'stty raw -echo; echo "pty:$(tty)"; exec sleep 3600',
      '/dev/null',
    ])
    started.stdin.on('error', () => {}) // it was pulled out while we spoke
    await new Promise<void>((resolve, reject) => {
      let head = ''
      started.once('error', reject)
      started.once('exit', () =>
        reject(new Error('script ended: util-linux is needed for a pseudo-terminal')),
      )
      const first = (chunk: Buffer) => {
        head += chunk.toString('latin1')
        const device = /pty:(\S+)\r?\n/.exec(head)?.[1]
        if (device === undefined) return
        started.stdout.off('data', first)
        started.stdout.on('data', (data: Buffer) => hear(data.toString('latin1')))
        symlinkSync(device, path)
        resolve()
      }
      started.stdout.on('data', first)
    })
    return started
  }
  const put = (pdu: string, tell = true) => {
    let slot = 1
    while (card.has(slot)) slot += 1
    card.set(slot, pdu)
    if (tell) say(`+CMTI: "SM",${slot}`)
  }
  await plugIn()
  return {
    path,
    /** Parts as they came in. */
    parts,
    commands,
    /** What is on the SIM card. */
    card,
    shown: () => onTelephone(parts),
    become(next: ModemMood) {
      mood = next
    },
    /** Texts that it has and does not answer. */
    heldBack: () => hanging.length,
    release() {
      for (const answer of hanging) answer()
      hanging = []
    },
    /** It is pulled out when it has taken so many parts and is asked to take one more. */
    dropsOutAfter(count: number) {
      dropAt = count
    },
    /** Does something as a command comes in, before it is answered. */
    as(then: (command: string) => void) {
      onCommand = then
    },
    pinTries: () => tries,
    reception(next: { signal: number; registered: boolean }) {
      signal = next.signal
      registered = next.registered
    },
    pullOut: gone,
    plugIn,
    /** Says something by itself. */
    say,
    /** An SMS comes in. Untold, it lies on the card, as after an outage. */
    receive(from: string, message: string, more: { tell?: boolean; at?: number; cut?: number } = {}) {
      const at = more.at ?? Date.now()
      if (more.cut === undefined) return put(deliver(from, message, at), more.tell)
      const pieces = message.match(new RegExp(`[^]{1,${more.cut}}`, 'g')) ?? []
      // The later part first, as happens.
      const numbered = pieces.map((piece, index) => [index + 1, piece] as const).reverse()
      for (const [number, piece] of numbered) {
        put(deliver(from, piece, at, [77, pieces.length, number]), more.tell)
      }
    },
    /** The network reports on a part. */
    report(reference: number, to: string, code = 0) {
      const at = timestamp(Date.now())
      const byte = (value: number) => value.toString(16).padStart(2, '0')
      say(`+CDS: 26\r\n${`0006${byte(reference)}${addressOf(to)}${at}${at}${byte(code)}`.toUpperCase()}`)
    },
    lastReference: () => given,
    async stop() {
      await gone()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
