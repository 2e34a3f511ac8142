import { render } from 'preact'
import { createPortal, PortalProvider } from './portal.ts'
import { Shell } from './shell.tsx'

// Before any part that uses zod is fetched: its probe for eval would break the policy of the page.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

const root = document.getElementById('app')
if (root) {
  const portal = createPortal()
  render(
    <PortalProvider value={portal}>
      <Shell />
    </PortalProvider>,
    root,
  )
}
