import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Of an element that takes the focus as it appears: a key that is pressed once it is seen is meant for it. */
export function useFocus<Taking extends HTMLElement>(): RefObject<Taking | null> {
  const element = useRef<Taking>(null)
  useLayoutEffect(() => element.current?.focus(), [])
  return element
}
