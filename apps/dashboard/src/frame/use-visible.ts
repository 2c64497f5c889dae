import { type RefObject, useEffect, useRef, useState } from 'react'

// One observer for the page; a thousand of them would each be asked at every scroll.
const waiting = new Map<Element, (visible: boolean) => void>()
let observer: IntersectionObserver | undefined

function watch(element: Element, listener: (visible: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) waiting.get(target)?.(isIntersecting)
    },
    { rootMargin: '400px 0px' },
  )
  waiting.set(element, listener)
  observer.observe(element)
  return () => {
    waiting.delete(element)
    observer?.unobserve(element)
  }
}

/** Whether the element is on the screen or near it. What is far away need not be rendered, read or redrawn. */
export function useVisible<T extends Element>(): [RefObject<T | null>, boolean] {
  const ref = useRef<T>(null)
  const [visible, setVisible] = useState(false)
  useEffect(() => (ref.current ? watch(ref.current, setVisible) : undefined), [])
  return [ref, visible]
}
