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
import { keepShell } from './offline/upgrade.ts'
import { router } from './router.tsx'
import { theme } from './theme.ts'
import { applyTheme, colorSchemes } from './theme-choice.ts'

// zod would try whether it may compile code, which the Content-Security-Policy rightly refuses and reports.
z.config({ jitless: true })
applyTheme()
await startLanguages()

keepShell()

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
