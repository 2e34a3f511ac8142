import { StartPage } from '../pages/start.tsx'
import { Boundary } from '../parts/boundary.tsx'
import { Loaded, useResource } from '../parts/loaded.tsx'
import { words } from '../words/en.ts'
import { ConnectCard } from './connectCard.tsx'
import { NetworkNote } from './networkNote.tsx'
import { usePortal } from './portal.ts'
import { type Route, routeOf } from './routes.ts'

/** One page, once what it needs is there. Another account gets a new one: nothing of the former is left in it. */
export function PageFrame({ path, title }: { readonly path: string; readonly title: string }) {
  const { connection } = usePortal()
  const route = routeOf(path)
  const account = connection.wallet.value?.account
  if (path === '') return <StartPage />
  if (!route) {
    return (
      <>
        <h1>{words.app.notFound}</h1>
        <p>{words.app.notFoundTodo}</p>
      </>
    )
  }
  if (route.needs === 'wallet' && !account) {
    return (
      <>
        <h1>{title}</h1>
        <p>{words.connection.needed}</p>
        <ConnectCard />
      </>
    )
  }
  return (
    <>
      {route.needs === 'wallet' && <NetworkNote />}
      <LazyPage key={`${path} ${account}`} route={route} />
    </>
  )
}

function LazyPage({ route }: { readonly route: Route }) {
  const page = useResource(() => route.load(), [route])
  return (
    <Loaded resource={page}>
      {({ default: Page }) => (
        <Boundary>
          <Page />
        </Boundary>
      )}
    </Loaded>
  )
}
