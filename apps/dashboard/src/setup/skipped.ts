/** Whether this console was told to leave the first run out of the overview. The page itself stays where it is. */
const KEY = 'tocsin-setup-skipped'

export function isSkipped(): boolean {
  return localStorage.getItem(KEY) === 'yes'
}

export function skip(): void {
  localStorage.setItem(KEY, 'yes')
}

export function takeUpAgain(): void {
  localStorage.removeItem(KEY)
}
