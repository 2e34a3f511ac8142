import { expect } from 'chai'
import type { JsonRpcProvider } from 'ethers'
import { getAddress, toQuantity } from 'ethers'
import type { WalletProvider } from '../../../portal/wallet/eip1193.ts'
import { WalletSigner } from '../../../portal/wallet/walletSigner.ts'
import { expectError } from '../../helpers/expectError.ts'

const ACCOUNT = getAddress('0x00000000000000000000000000000000000000aa')
const CONTRACT = getAddress('0x00000000000000000000000000000000000000cc')
const CHAIN = 31_337
const HASH = `0x${'11'.repeat(32)}`
const ASKED = { to: CONTRACT, data: '0x12345678', value: 0n }

/** What a node knows of the transaction that the wallet names. */
interface Found {
  readonly from?: string
  readonly to?: string
  readonly data?: string
  readonly value?: bigint
}

describe('a wallet that signs', () => {
  function signerOf(found: Found, code = '0x') {
    const requests: { method: string; params?: unknown }[] = []
    const answers: Readonly<Record<string, unknown>> = {
      eth_chainId: toQuantity(CHAIN),
      eth_accounts: [ACCOUNT.toLowerCase()],
      eth_sendTransaction: HASH,
    }
    const wallet: WalletProvider = {
      async request(call) {
        requests.push(call)
        return answers[call.method]
      },
    }
    const provider = {
      estimateGas: async () => 100_000n,
      getBlockNumber: async () => 6,
      getTransaction: async () => ({ from: ACCOUNT, blockNumber: 7, ...ASKED, ...found }),
      getCode: async () => code,
    } as unknown as JsonRpcProvider
    const signer = new WalletSigner({
      wallet: { provider: wallet, name: 'a wallet', account: ACCOUNT },
      provider,
      chainId: CHAIN,
      signal: new AbortController().signal,
      onAsk: () => undefined,
      onAnswer: () => undefined,
      onSubmitted: () => undefined,
      onAway: () => undefined,
    })
    return { signer, requests }
  }

  it('is told the chain of a transaction: it may be on another by the time that its owner confirms', async () => {
    const { signer, requests } = signerOf({})
    await signer.sendTransaction(ASKED)
    const sent = requests.find(({ method }) => method === 'eth_sendTransaction')?.params as object[]
    expect(sent[0]).to.deep.include({ chainId: toQuantity(CHAIN), from: ACCOUNT, to: CONTRACT })
  })

  for (const [what, found] of [
    ['of another account', { from: CONTRACT }],
    ['to another contract', { to: ACCOUNT }],
    ['of another call', { data: '0x87654321' }],
    ['with ether', { value: 1n }],
  ] as const) {
    it(`is not believed where it names a transaction ${what}`, async () => {
      const { signer } = signerOf(found)
      await expectError(() => signer.sendTransaction(ASKED), 'SIGNER_UNTRUE', /another transaction/)
    })
  }

  it('may send it by others where the account is a contract', async () => {
    const { signer } = signerOf({ from: CONTRACT, to: ACCOUNT, data: '0x' }, '0x6000')
    await signer.sendTransaction(ASKED)
  })
})
