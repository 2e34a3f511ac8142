import { ConnectCard } from '../app/connectCard.tsx'
import { usePortal } from '../app/portal.ts'
import { ROUTES } from '../app/routes.ts'
import { words } from '../words/en.ts'

/** What Salus is, and the way in. */
export function StartPage() {
  const { connection } = usePortal()
  return (
    <>
      <h1>{words.start.title}</h1>
      <p class="lead">{words.start.lead}</p>
      {connection.wallet.value ? <Ways /> : <ConnectCard />}
      <section class="card" aria-labelledby="start-how">
        <h2 id="start-how">{words.start.how}</h2>
        <ul>
          {words.start.what.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p class="muted">{words.start.limits}</p>
      </section>
    </>
  )
}

function Ways() {
  return (
    <ul class="ways">
      {ROUTES.map(({ path, role }) => (
        <li key={path}>
          <a href={`#/${path}`}>
            {words.page[path]} <span class="muted">{words.role[role]}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
