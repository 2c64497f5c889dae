import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const gateway = 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [react()],
  // @mantine/hooks imports react-dom without asking for it; under pnpm it only finds ours.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    target: 'es2022',
    // The gateway's Content-Security-Policy refuses inline scripts and `data:` fonts; nothing is worth inlining here.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
