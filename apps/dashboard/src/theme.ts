import { Button, createTheme } from '@mantine/core'

export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 3 },
  cursorType: 'pointer',
  defaultRadius: 4,
  components: {
    Button: Button.extend({
      // Mantine chooses the text for one scheme and keeps it in the other, where it cannot be read.
      vars: (_theme, { variant = 'filled', disabled }) =>
        variant === 'filled' && disabled !== true
          ? { root: { '--button-color': 'var(--on-accent)' } }
          : { root: {} },
    }),
  },
  colors: {
    accent: [
      '#e6f8f9',
      '#c9eff1',
      '#a5e2e6',
      '#7fd1d8',
      '#57bcc5',
      '#35a3ae',
      '#1f8995',
      '#12737f',
      '#0b6670',
      '#07505a',
    ],
    dark: [
      '#e6edf2',
      '#c6d1d9',
      '#a9b6c0',
      '#7b8893',
      '#3e4a53',
      '#323d45',
      '#232b31',
      '#1c2328',
      '#14191d',
      '#0f1316',
    ],
  },
})
