// Keeps the shell of the console in the browser, so that it opens while the gateway cannot be reached. Data never pass through it: what
// was last known is kept by the page, with its age. Compiled on its own by vite.config.ts, which fills in the two constants.
declare const BUILD: string
declare const FILES: readonly string[]

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
const worker = self as unknown as {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
}

const CACHE = `shell-${BUILD}`
/** The shell in force, and the one before it: a page that was opened then may still ask for its parts. */
const KEPT = 2
/** The gateway's own page is waited for this long before the kept one is shown. */
const PATIENCE_MS = 4000
/** Pages of their own, for whoever was sent a link: not the console. */
const OTHER_PAGES = /^\/(answer|report|api)(\/|$)/

worker.addEventListener('install', (event) => {
  const shell = ['/', ...FILES].map(
    (path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' }),
  )
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(shell))
      .then(() => worker.skipWaiting())
      .catch(async (error) => {
        // Half a shell is none; the one before stays in force, and the browser tries again.
        await caches.delete(CACHE)
        throw error
      }),
  )
})

worker.addEventListener('activate', (event) => {
  const tidy = async () => {
    // In the order they were made.
    const shells = (await caches.keys()).filter((name) => name.startsWith('shell-') && name !== CACHE)
    await Promise.all(
      shells.slice(0, Math.max(0, shells.length - (KEPT - 1))).map((name) => caches.delete(name)),
    )
    await worker.clients.claim()
  }
  event.waitUntil(tidy())
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (request.mode === 'navigate') {
    if (!OTHER_PAGES.test(pathname)) event.respondWith(page(request))
    return
  }
  // What lies under a hashed name never changes. Answers of the gateway are not ours to touch.
  if (pathname.startsWith('/assets/'))
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)))
  else if (FILES.includes(pathname))
    event.respondWith(fetch(request).catch(() => kept(pathname).then((found) => found ?? Response.error())))
})

/** The gateway's page whenever it answers, so that an upgrade is seen at once; the kept one when it does not. */
async function page(request: Request): Promise<Response> {
  const shell = await kept('/')
  if (shell === undefined) return fetch(request)
  const late = new Promise<Response>((resolve) => {
    setTimeout(() => resolve(shell), PATIENCE_MS)
  })
  return Promise.race([fetch(request), late]).catch(() => shell)
}

/** Of the shell in force first. */
async function kept(path: string): Promise<Response | undefined> {
  return (await (await caches.open(CACHE)).match(path)) ?? caches.match(path)
}
