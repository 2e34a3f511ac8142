import { useLayoutEffect, useMemo } from 'preact/hooks'
import { usePortal } from '../app/portal.ts'
import { type Act, createAct } from './act.ts'

/** An act of a page. Leaving the page stops the waiting. */
export function useAct(): Act {
  const portal = usePortal()
  const act = useMemo(() => createAct(portal), [portal])
  useLayoutEffect(() => act.stop, [act])
  return act
}
