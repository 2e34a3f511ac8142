import { useLayoutEffect } from 'preact/hooks'

/** Does something again and again while the page is seen, and at once when it is seen again. */
export function useRepeat(act: () => void, milliseconds: number, isOn: boolean): void {
  useLayoutEffect(() => {
    if (!isOn) return
    let timer: ReturnType<typeof setInterval> | undefined
    const start = () => {
      timer = setInterval(act, milliseconds)
    }
    const change = () => {
      clearInterval(timer)
      if (document.hidden) return
      act()
      start()
    }
    if (!document.hidden) start()
    document.addEventListener('visibilitychange', change)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', change)
    }
  }, [act, milliseconds, isOn])
}
