import { render } from 'preact'
import { unsafetyOf } from './place.ts'
import { createPortal, PortalProvider } from './portal.ts'
import { Shell } from './shell.tsx'
import { UnsafePlace } from './unsafePlace.tsx'

// Before any part that uses zod is fetched: its probe for eval would break the policy of the page.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

const root = document.getElementById('app')
if (root) {
  const unsafe = unsafetyOf(window)
  if (unsafe) render(<UnsafePlace why={unsafe} />, root)
  else open(root)
}

function open(element: HTMLElement): void {
  const portal = createPortal()
  // A browser may keep a page that was left, as it was, to show it again at "back": without keys, and not with what it showed.
  addEventListener('pagehide', portal.connection.leave)
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
  render(
    <PortalProvider value={portal}>
      <Shell />
    </PortalProvider>,
    element,
  )
}
