import { hashMessage, Interface, verifyMessage } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'

const erc1271 = new Interface([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
])

/** Gas for a contract account's answer: as in `SignatureCheck`, and what the call itself takes. */
const CONTRACT_GAS = 500_000n

/** Code of an account with an EIP-7702 delegation. */
const DELEGATION = /^0xef0100[0-9a-f]{40}$/i

/**
 * Whether `signature` is `account`'s over an EIP-191 message, by the rules of `contracts/libraries/SignatureCheck.sol`:
 * plain accounts by ECDSA, contract accounts by ERC-1271, delegated ones by either.
 * @throws UnavailableError CHAIN_UNAVAILABLE
 */
export async function isSignedBy(
  contracts: Contracts,
  account: string,
  message: string,
  signature: string,
): Promise<boolean> {
  const code = (await read(contracts.runner.provider?.getCode(account) ?? Promise.resolve('0x'))) ?? '0x'
  if (code === '0x') return isRecovered(account, message, signature)
  if (await isAccepted(contracts, account, message, signature)) return true
  return DELEGATION.test(code) && isRecovered(account, message, signature)
}

function isRecovered(account: string, message: string, signature: string): boolean {
  try {
    return verifyMessage(message, signature) === account
  } catch {
    return false
  }
}

async function isAccepted(
  { runner }: Contracts,
  account: string,
  message: string,
  signature: string,
): Promise<boolean> {
  const data = erc1271.encodeFunctionData('isValidSignature', [hashMessage(message), signature])
  try {
    const answer = await read(
      Promise.resolve(runner.provider?.call({ to: account, data, gasLimit: CONTRACT_GAS })),
    )
    // Exactly the selector, padded: what comes after the first 32 bytes does not count.
    return answer?.slice(0, 66) === `${erc1271.getFunction('isValidSignature')?.selector}${'0'.repeat(56)}`
  } catch (error) {
    // The wallet reverted: that is its no.
    if (error instanceof RefusedError) return false
    throw error
  }
}
