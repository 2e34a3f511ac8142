import { useId } from 'preact/hooks'
import { ConnectCard } from '../app/connectCard.tsx'
import { usePortal } from '../app/portal.ts'
import { ROUTES, type Route, rolesWithPages, routesOf } from '../app/routes.ts'
import { words } from '../words/en.ts'

/** What Salus is, and the way in. */
export function StartPage() {
  const { connection } = usePortal()
  return (
    <>
      <h1>{words.start.title}</h1>
      <p class="lead">{words.start.lead}</p>
      {connection.wallet.value ? <WaysByRole /> : <ConnectCard />}
      <section class="card" aria-labelledby="start-how">
        <h2 id="start-how">{words.start.how}</h2>
        <ul>
          {words.start.what.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p class="muted">{words.start.limits}</p>
      </section>
      {!connection.wallet.value && (
        <Ways title={words.start.open} routes={ROUTES.filter(({ needs }) => needs === 'nothing')} />
      )}
    </>
  )
}

function WaysByRole() {
  return (
    <>
      {rolesWithPages().map((role) => (
        <Ways key={role} title={words.role[role]} routes={routesOf(role)} />
      ))}
    </>
  )
}

function Ways({ title, routes }: { readonly title: string; readonly routes: readonly Route[] }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="ways">
        {routes.map(({ path }) => (
          <li key={path}>
            <a href={`#/${path}`}>{words.page[path]}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}
