import { signal } from '@preact/signals'
import { expect } from 'chai'
import { createAct } from '../../../portal/acts/act.ts'
import type { Chain } from '../../../portal/app/chain.ts'
import type { ConnectedWallet, Connection } from '../../../portal/wallet/connection.ts'

const walletOf = (account: string) => ({ account }) as ConnectedWallet
const ALICE = walletOf('0x00000000000000000000000000000000000000AA')
const BOB = walletOf('0x00000000000000000000000000000000000000bb')

describe('an act', () => {
  function create() {
    const wallet = signal<ConnectedWallet | null>(ALICE)
    const chain = async () => ({ act: () => ({}) }) as unknown as Chain
    return { wallet, act: createAct({ chain, connection: { wallet } as unknown as Connection }) }
  }

  it('is over as soon as the account changes, whatever it waits for', async () => {
    const { wallet, act } = create()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const done = act.run(() => {
      begin()
      return new Promise(() => undefined)
    })
    await begun
    wallet.value = BOB
    expect(await done).to.equal(false)
    expect(act.state.value.stage).to.equal('stopped')
  })

  it('that was stopped does not show its end as that of the next one', async () => {
    const { act } = create()
    const first = Promise.withResolvers<{ hash: string } | undefined>()
    const begun = Promise.withResolvers<void>()
    const one = act.run(() => {
      begun.resolve()
      return first.promise
    })
    await begun.promise
    act.stop()
    const second = Promise.withResolvers<{ hash: string } | undefined>()
    const other = act.run(() => second.promise)
    first.resolve({ hash: '0x01' })
    expect(await one).to.equal(false)
    expect(act.state.value.stage).to.equal('preparing')
    second.resolve({ hash: '0x02' })
    expect(await other).to.equal(true)
    expect(act.state.value).to.deep.equal({ stage: 'confirmed', hash: '0x02' })
  })
})
