/** What pointers do to what is shown. Shares are of its width. */
export interface Shown {
  move(share: number): void
  scale(factor: number, at: number): void
}

/** One pointer drags, two pinch; the wheel zooms with Ctrl, as a pinch on a touchpad does, and moves sideways. Gives its end. */
export function followPointers(surface: HTMLElement, { move, scale }: Shown): () => void {
  const held = new Map<number, number>()
  const ending = new AbortController()
  const listen = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ) => surface.addEventListener(name, listener, { signal: ending.signal, passive: false })
  const width = () => Math.max(1, surface.clientWidth)
  const shareAt = (x: number) => (x - surface.getBoundingClientRect().left) / width()
  const release = ({ pointerId }: PointerEvent) => void held.delete(pointerId)

  listen('pointerdown', (event) => {
    if (event.button !== 0) return
    surface.setPointerCapture(event.pointerId)
    held.set(event.pointerId, event.clientX)
  })
  listen('pointermove', ({ pointerId, clientX }) => {
    const before = held.get(pointerId)
    if (before === undefined) return
    held.set(pointerId, clientX)
    const [other] = [...held].filter(([id]) => id !== pointerId).map(([, x]) => x)
    if (other === undefined) {
      move((before - clientX) / width())
      return
    }
    // Fingers that lie on each other have no distance to compare with.
    const [apart, now] = [before, clientX].map((x) => Math.max(8, Math.abs(x - other))) as [number, number]
    scale(apart / now, shareAt(other))
  })
  listen('pointerup', release)
  listen('pointercancel', release)
  listen('wheel', (event) => {
    const { ctrlKey, deltaX, deltaY, clientX } = event
    if (ctrlKey) scale(2 ** (deltaY / 200), shareAt(clientX))
    else if (Math.abs(deltaX) > Math.abs(deltaY)) move(deltaX / width())
    else return
    event.preventDefault()
  })
  return () => ending.abort()
}
