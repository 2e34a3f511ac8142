import type { Chain } from '../../helpers/chain.ts'

/** Prepares a state once for the tests of a `describe`, and gives each of them that state untouched by the others. */
export function freshState<State extends { readonly chain: Chain }>(
  prepare: () => Promise<State>,
): () => State {
  let state: State | undefined
  let restore: (() => Promise<void>) | undefined

  before(async () => {
    state = await prepare()
    restore = (await state.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(() => restore?.())
  after(() => state?.chain.connection.close())

  return () => {
    if (!state) throw new Error('The state is there only while tests run.')
    return state
  }
}
