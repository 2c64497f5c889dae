import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const gateway = 'http://127.0.0.1:3000'

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
  plugins: [react(), withoutTheConsolesSheet],
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
