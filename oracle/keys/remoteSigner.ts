import { setTimeout as sleep } from 'node:timers/promises'
import {
  getAddress,
  type Provider,
  Signature,
  type TransactionRequest,
  type TransactionResponse,
  TypedDataEncoder,
  toQuantity,
} from 'ethers'
import { hashSchema, signatureSchema } from '../../sdk/chain/schemas.ts'
import { recoverSigner } from '../../sdk/chain/typedData.ts'
import { IntegrityError, UnavailableError } from '../../sdk/errors/index.ts'
import type { OracleSigner } from './oracleSigner.ts'

/** Asks a wallet, as EIP-1193 says. */
export type WalletRequest = (method: string, params: readonly unknown[]) => Promise<unknown>

/** Milliseconds between looks for a transaction that the signer says it sent, and how many. */
const LOOK_INTERVAL = 200
const LOOKS = 50

export interface RemoteSignerOptions {
  readonly address: string
  readonly request: WalletRequest
  /** The node's own view of the chain: by it the signer is checked. */
  readonly provider: Provider
}

/**
 * An account whose key another process keeps: Web3Signer, Clef, a wallet. It is trusted with its key and with nothing
 * else: signatures are recovered, and a transaction counts as sent when the node's own chain shows it as it was asked for.
 * @throws IntegrityError SIGNER_MISMATCH; UnavailableError SIGNER_UNAVAILABLE; as `request`
 */
export function remoteSigner({ address, request, provider }: RemoteSignerOptions): OracleSigner {
  const account = getAddress(address)
  return {
    address: account,
    provider,
    getAddress: async () => account,
    async signTypedData(domain, types, value) {
      const payload = JSON.stringify(TypedDataEncoder.getPayload(domain, types, value))
      const answer = canonical(await request('eth_signTypedData_v4', [account, payload]))
      if (answer !== undefined && recoverSigner(domain, types, value, answer) === account) return answer
      throw mismatch('signature', account)
    },
    async sendTransaction(transaction) {
      const wanted = await filled(transaction, account, provider)
      const hash = hashSchema.safeParse(await request('eth_sendTransaction', [wanted]))
      if (!hash.success) throw mismatch('transaction', account)
      const sent = await find(provider, hash.data)
      if (sent.from === account && sent.to === wanted.to && sent.data === wanted.data) return sent
      throw mismatch('transaction', account)
    },
  }
}

/** The signature as contracts take it, v being 27 or 28. */
function canonical(answer: unknown): string | undefined {
  const text = typeof answer === 'string' ? signatureSchema.safeParse(answer.toLowerCase()) : undefined
  try {
    return text?.success ? Signature.from(text.data).serialized : undefined
  } catch {
    return undefined
  }
}

/** Estimated on the node's own chain, so that a call that would fail says why, and is not sent. */
async function filled(transaction: TransactionRequest, from: string, provider: Provider) {
  const { to, data = '0x', value, nonce, maxFeePerGas, maxPriorityFeePerGas } = transaction
  const call = { from, to: to ?? null, data, ...(value !== undefined && { value }) }
  const [gas, { chainId }] = await Promise.all([provider.estimateGas(call), provider.getNetwork()])
  const quantities = { gas, chainId, value, nonce, maxFeePerGas, maxPriorityFeePerGas }
  const given = Object.entries(quantities).flatMap(([name, quantity]) =>
    quantity === undefined || quantity === null ? [] : [[name, toQuantity(quantity)]],
  )
  return { from, to: getAddress(String(to)), data: data ?? '0x', ...Object.fromEntries(given) }
}

async function find(provider: Provider, hash: string): Promise<TransactionResponse> {
  for (let look = 0; look < LOOKS; look++) {
    const found = await provider.getTransaction(hash)
    if (found) return found
    await sleep(LOOK_INTERVAL)
  }
  throw new UnavailableError(
    'SIGNER_UNAVAILABLE',
    'The remote signer says that it sent a transaction, but the chain does not show it.',
  )
}

const mismatch = (what: string, account: string) =>
  new IntegrityError(
    'SIGNER_MISMATCH',
    `The remote signer gave a ${what} that is not ${account}'s, or not the one asked for.`,
  )
