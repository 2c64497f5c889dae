import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { useSite } from '../time/use-site.ts'
import './demonstration.css'

/** On every page of the demonstration, a frame and a line. When it begins or ends, every console that is open starts anew. */
export function DemonstrationMark() {
  const { t } = useTranslation()
  const demo = useSite()?.demo
  const before = useRef(demo)
  useEffect(() => {
    if (before.current !== undefined && demo !== undefined && before.current !== demo) {
      window.location.assign('/')
    }
    before.current = demo ?? before.current
  }, [demo])
  if (demo !== true) return null
  return (
    <>
      <div className="demonstration-frame" aria-hidden="true" />
      <p className="demonstration-line" role="status" data-testid="demonstration">
        <strong>{t('frame.demo')}</strong> <span className="wide-only">{t('frame.demoMeans')}</span>
        <span className="narrow-only">{t('frame.demoShort')}</span>{' '}
        <Link to="/setup">{t('frame.demoMore')}</Link>
      </p>
    </>
  )
}
