import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, transformWithOxc } from 'vite'

const gateway = 'http://127.0.0.1:3000'

/** Writes sw.js, which knows every file of this build by name: another build is another worker. */
function serviceWorker(): Plugin {
  const file = join(import.meta.dirname, 'src', 'offline', 'service-worker.ts')
  return {
    name: 'service-worker',
    apply: 'build',
    // What lies there at the end, and not what was meant to: one file that is missing, and no shell would be kept.
    async writeBundle({ dir = '' }) {
      const { code } = await transformWithOxc(readFileSync(file, 'utf8'), file)
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.html') && entry.name !== 'sw.js')
        .map(({ parentPath, name }) => `/${relative(dir, join(parentPath, name))}`)
        .sort()
      const page = readFileSync(join(dir, 'index.html'))
      const build = createHash('sha256').update(files.join('\n')).update(page).digest('hex').slice(0, 16)
      const constants = `const BUILD = ${JSON.stringify(build)}, FILES = ${JSON.stringify(files)}\n`
      writeFileSync(join(dir, 'sw.js'), constants + code)
    },
  }
}

/** The answer page has its own few rules in its head: the sheet of the whole console would be most of what a phone loads. */
const withoutTheConsolesSheet: Plugin = {
  name: 'answer-page-without-the-consoles-sheet',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { filename }) =>
      filename.endsWith('answer.html') ? html.replace(/\s*<link rel="stylesheet"[^>]*>/g, '') : html,
  },
}

export default defineConfig({
  plugins: [react(), withoutTheConsolesSheet, serviceWorker()],
  // @mantine/hooks imports react-dom without asking for it; under pnpm it only finds ours.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2022',
    // The gateway's Content-Security-Policy refuses inline scripts and `data:` fonts; nothing is worth inlining here.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // MapLibre comes in one piece, for the map alone.
    chunkSizeWarningLimit: 1200,
    // One sheet in the order of the imports: split by page, whose rule wins would depend on which page was opened first.
    cssCodeSplit: false,
    // The page on which somebody who is called answers: no part of the console, and a tenth of its size.
    rollupOptions: { input: { index: 'index.html', answer: 'answer.html' } },
  },
  server: {
    proxy: {
      '/api': gateway,
      '/socket.io': { target: gateway, ws: true },
    },
  },
})
