import {
  type Answer,
  calls,
  createClient,
  type Health,
  type RuleBody,
  type StationBody,
} from '@tocsin/contract'
import type { Page } from 'playwright-core'
import { ADMIN_PASSWORD } from './gateway-process.ts'

type Perform = ReturnType<typeof createClient>

/** Somebody at the console: signed in over HTTP, with the session's cookie. */
export class Office {
  readonly call: Perform
  readonly cookie: string
  readonly url: string

  private constructor(url: string, cookie: string) {
    this.url = url
    this.cookie = cookie
    this.call = createClient({ baseUrl: url, headers: { cookie, origin: url } })
  }

  static async signIn(url: string, username = 'admin', password = ADMIN_PASSWORD): Promise<Office> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ username, password }),
    })
    if (!response.ok) throw new Error(`sign-in as ${username}: ${response.status} ${await response.text()}`)
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
    if (cookie === undefined) throw new Error('sign-in set no cookie')
    return new Office(url, cookie)
  }

  site() {
    return this.call(calls.getSite, {})
  }

  /** Opens the console in a page and signs in there as a person would. */
  async signInPage(page: Page, username = 'admin', password = ADMIN_PASSWORD, url = this.url): Promise<void> {
    await page.goto(url)
    await page.getByTestId('sign-in-username').fill(username)
    await page.getByTestId('sign-in-password').fill(password)
    await page.getByTestId('sign-in-submit').click()
    await page.getByTestId('link-state').waitFor()
  }

  /** Registers a station; answers its secret. */
  async register(station: StationBody): Promise<string> {
    const { secret } = (await this.call(calls.createStation, { body: station })) as { secret: string }
    return secret
  }

  addRule(rule: RuleBody): Promise<Answer<typeof calls.createRule>> {
    return this.call(calls.createRule, { body: rule })
  }

  stations() {
    return this.call(calls.listStations, {}).then(({ stations }) => stations)
  }

  rules() {
    return this.call(calls.listRules, {}).then(({ rules }) => rules)
  }

  openWarnings(state: 'open' | 'closed' | 'all' = 'open') {
    return this.call(calls.listWarnings, { query: { state, limit: 1000 } }).then(({ warnings }) => warnings)
  }

  warning(id: string) {
    return this.call(calls.getWarning, { params: { id } })
  }

  acknowledge(id: string, note?: string) {
    return this.call(calls.acknowledge, { params: { id }, body: note === undefined ? {} : { note } })
  }

  observations(datastream: string, from: number, to: number) {
    const query = { datastream, from, to, limit: 100_000 }
    return this.call(calls.readObservations, { query }).then(({ observations }) => observations ?? [])
  }

  /** How the gateway fares, as anybody may ask. */
  static async health(url: string): Promise<Health> {
    const response = await fetch(`${url}/api/health`)
    return calls.getHealth.answers[200].parse(await response.json())
  }
}

/** Asks until the answer is not undefined, at most for `limit`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limit = 10_000,
): Promise<T> {
  const until = performance.now() + limit
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > until) throw new Error(`waited ${limit} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
