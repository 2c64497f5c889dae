/** What is wrong with several fields together. */
export function Fault({ children }: { readonly children: string | undefined }) {
  return children === undefined ? null : (
    <p className="field-fault" role="alert">
      {children}
    </p>
  )
}
