import { useLayoutEffect, useRef } from 'preact/hooks'
import { Button } from '../parts/button.tsx'
import { words } from '../words/en.ts'
import { shorten } from '../words/format.ts'
import { PageFrame } from './pageFrame.tsx'
import { usePortal } from './portal.ts'
import { rolesWithPages, routeOf, routesOf } from './routes.ts'

/** What is around every page: who is here, where they can go, what has just happened. */
export function Shell() {
  const { router, theme, announcement, announce } = usePortal()
  const main = useRef<HTMLElement>(null)
  const path = router.path.value
  const title = titleOf(path)
  const isFirst = useRef(true)
  useLayoutEffect(() => {
    document.title = path === '' ? words.app.name : `${title} – ${words.app.name}`
    // Whoever went to another page reads on at its beginning; whoever came in begins at the top.
    if (isFirst.current) isFirst.current = false
    else {
      main.current?.focus()
      // What happened on the page before is no news on this one.
      announce('')
    }
  }, [path, title, announce])
  return (
    <>
      <button type="button" class="skip button" onClick={() => main.current?.focus()}>
        {words.app.skip}
      </button>
      <Header />
      <main id="content" ref={main} tabIndex={-1} aria-label={title}>
        <PageFrame path={path} title={title} />
      </main>
      <footer>
        <p>{words.app.footer}</p>
        <Button kind="quiet" onClick={theme.next}>
          {words.app.theme[theme.theme.value]}
        </Button>
      </footer>
      <p class="unseen" role="status" aria-live="polite">
        {announcement.value}
      </p>
    </>
  )
}

function titleOf(path: string): string {
  const route = routeOf(path)
  if (route) return words.page[route.path]
  return path === '' ? words.page.start : words.app.notFound
}

function Header() {
  const { router } = usePortal()
  const path = router.path.value
  const role = routeOf(path)?.role
  return (
    <header>
      <div class="bar">
        <a class="brand" href="#/">
          {words.app.name}
        </a>
        <nav aria-label={words.app.roles}>
          <ul class="roles">
            {rolesWithPages().map((one) => (
              <li key={one}>
                <a
                  href={`#/${routesOf(one)[0]?.path}`}
                  {...(one === role && { 'aria-current': 'true' as const })}
                >
                  {words.role[one]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Account />
      </div>
      {role && (
        <nav class="menu" aria-label={words.app.menu}>
          <ul>
            {routesOf(role).map((route) => (
              <li key={route.path}>
                <a href={`#/${route.path}`} {...(route.path === path && { 'aria-current': 'page' as const })}>
                  {words.page[route.path]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  )
}

function Account() {
  const { connection } = usePortal()
  const { account } = connection.wallet.value ?? {}
  if (!account) return null
  return (
    <p class="account">
      <span class="muted">{words.connection.account}</span>{' '}
      <span class="code" title={account}>
        {shorten(account)}
      </span>
      <Button kind="quiet" onClick={connection.leave}>
        {words.connection.leave}
      </Button>
    </p>
  )
}
