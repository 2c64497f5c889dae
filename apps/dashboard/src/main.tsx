import '@mantine/core/styles.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/form.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { queryClient } from './api/queries.ts'
import { startLanguages } from './language/i18n.ts'
import { router } from './router.tsx'
import { colorSchemes, theme } from './theme.ts'

// zod would try whether it may compile code, which the Content-Security-Policy rightly refuses and reports.
z.config({ jitless: true })
// Before the first paint, so that nobody is dazzled at night.
document.documentElement.dataset['mantineColorScheme'] =
  colorSchemes.get('dark') === 'light' ? 'light' : 'dark'
await startLanguages()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html lacks #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="dark" colorSchemeManager={colorSchemes}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
