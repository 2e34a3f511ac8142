import { words } from '../words/en.ts'
import { troubleOf } from '../words/errors.ts'
import { Button } from './button.tsx'

/** What went wrong, in words, with what to do. */
export function TroubleNote({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { what, todo, details } = troubleOf(error)
  return (
    <div class="note trouble" role="alert">
      <p>
        <strong>
          <bdi>{what}</bdi>
        </strong>{' '}
        {todo}
      </p>
      {details && (
        <details>
          <summary>{words.error.details}</summary>
          <p class="code">
            <bdi>{details}</bdi>
          </p>
        </details>
      )}
      {onRetry && <Button onClick={onRetry}>{words.app.retry}</Button>}
    </div>
  )
}
