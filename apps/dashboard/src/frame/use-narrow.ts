import { useMediaQuery } from '@mantine/hooks'

/** True where the rail becomes tabs: on a phone. The same width as in the sheets. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 767px)', undefined, { getInitialValueInEffect: false }) ?? false
}
