import { words } from '../words/en.ts'
import type { Unsafe } from './place.ts'

/** Stands in place of the portal. */
export function UnsafePlace({ why }: { readonly why: Unsafe }) {
  const { title, todo } = words.unsafe[why]
  return (
    <main>
      <h1>{title}</h1>
      <p>{todo}</p>
    </main>
  )
}
