/** Faults as they stand in the form, in the order they are read. */
const FAULTS = '[aria-invalid="true"], .mantine-InputWrapper-error, .field-fault'
const FIELDS = 'input:not([type="hidden"]), select, textarea, button'

/** Brings the first fault of a form into view and puts the cursor where it is mended; what is folded up is opened. */
export function showFirstFault(form: HTMLElement): void {
  const fault = form.querySelector<HTMLElement>(FAULTS)
  if (fault === null) return
  for (let at = fault.closest('details'); at !== null; at = at.parentElement?.closest('details') ?? null) {
    at.open = true
  }
  const field = fault.matches(FIELDS)
    ? fault
    : fault
        .closest('.mantine-InputWrapper-root, .level-fields, .member-fields, fieldset')
        ?.querySelector<HTMLElement>(FIELDS)
  ;(field ?? fault).scrollIntoView({ block: 'center' })
  field?.focus({ preventScroll: true })
}
