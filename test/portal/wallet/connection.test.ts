import { expect } from 'chai'
import { getAddress } from 'ethers'
import { type Change, createConnection } from '../../../portal/wallet/connection.ts'
import type { FoundWallet } from '../../../portal/wallet/eip1193.ts'

const ALICE = getAddress('0x00000000000000000000000000000000000000aa')
const BOB = getAddress('0x00000000000000000000000000000000000000bb')

/** A wallet whose owner confirms when told to. */
function walletOf(id: string, account: string) {
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  const of = (event: string) => listeners.get(event) ?? new Set()
  const { promise, resolve: confirm } = Promise.withResolvers<void>()
  const chain = Promise.withResolvers<void>()
  const found: FoundWallet = {
    id,
    name: id,
    icon: null,
    provider: {
      async request({ method }) {
        if (method === 'eth_chainId') await chain.promise
        else await promise
        return method === 'eth_chainId' ? '0x1' : [account.toLowerCase()]
      },
      on: (event, listener) => listeners.set(event, of(event).add(listener)),
      removeListener: (event, listener) => of(event).delete(listener),
    },
  }
  return {
    found,
    confirm,
    tellChain: chain.resolve,
    emit: (event: string, value: unknown) => {
      for (const listener of of(event)) listener(value)
    },
    get listening() {
      return [...listeners.values()].some(({ size }) => size > 0)
    },
  }
}

describe('the connection with a wallet', () => {
  function create() {
    const changes: Change[] = []
    return { changes, connection: createConnection((change) => changes.push(change)) }
  }

  it('is with the wallet that was chosen last, and with no other', async () => {
    const { connection } = create()
    const one = walletOf('one', ALICE)
    const other = walletOf('other', BOB)
    const first = connection.connect(one.found).catch((error: { code: string }) => error.code)
    const second = connection.connect(other.found)
    other.confirm()
    other.tellChain()
    await second
    one.confirm()
    one.tellChain()
    expect(await first).to.equal('SIGNER_REFUSED')
    expect(connection.wallet.value).to.include({ name: 'other', account: BOB })
    expect(one.listening).to.equal(false)
    one.emit('accountsChanged', [ALICE])
    expect(connection.wallet.value?.account).to.equal(BOB)
  })

  it('hears of another account from the moment that it has one', async () => {
    const { connection } = create()
    const { found, confirm, tellChain, emit } = walletOf('one', ALICE)
    const connecting = connection.connect(found)
    confirm()
    await new Promise(setImmediate)
    emit('accountsChanged', [BOB])
    tellChain()
    await connecting
    expect(connection.wallet.value?.account).to.equal(BOB)
  })

  it('takes what the wallet tells of its chain for newer than an answer to what was asked before', async () => {
    const { connection } = create()
    const { found, confirm, tellChain, emit } = walletOf('one', ALICE)
    confirm()
    const connecting = connection.connect(found)
    await new Promise(setImmediate)
    emit('chainChanged', '0xa')
    tellChain()
    await connecting
    expect(connection.chainId.value).to.equal(10)
  })

  it('ends when the wallet gives no account any more, and tells of each change', async () => {
    const { connection, changes } = create()
    const { found, confirm, tellChain, emit } = walletOf('one', ALICE)
    confirm()
    tellChain()
    await connection.connect(found)
    emit('accountsChanged', [BOB])
    emit('accountsChanged', [])
    expect(connection.wallet.value).to.equal(null)
    emit('accountsChanged', [ALICE])
    expect(connection.wallet.value).to.equal(null)
    expect(changes).to.deep.equal(['connected', 'switched', 'left'])
  })
})
