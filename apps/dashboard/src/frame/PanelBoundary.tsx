import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Translation } from 'react-i18next'

interface Props {
  readonly name: string
  readonly children: ReactNode
}

/** One broken panel must never blank the page: the others may be what somebody needs right now. */
export class PanelBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(`panel ${this.props.name} failed`, error, info.componentStack)
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <Translation>
        {(t) => (
          <div className="alert" role="alert">
            <p>{t('panel.broken')}</p>
            <p className="muted">
              <code>
                {this.props.name}: {error.message}
              </code>
            </p>
            <button type="button" className="link-button" onClick={() => this.setState({ error: null })}>
              {t('panel.again')}
            </button>
          </div>
        )}
      </Translation>
    )
  }
}
