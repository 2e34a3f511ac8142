import { type Provider, Wallet } from 'ethers'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { OracleSigner } from './oracleSigner.ts'

/** Hardhat's, and Anvil's: a chain on one machine. */
const LOCAL_CHAIN = 31337

/**
 * An account whose private key is at hand as text: it lies in an environment, and in this process for good. For local
 * chains.
 * @throws InvalidInputError CONFIG_INVALID on another chain, unless it was allowed; KEY_INVALID
 */
export function plainKeySigner(
  privateKey: string,
  provider: Provider,
  { chainId, isAllowedAnywhere }: { readonly chainId: number; readonly isAllowedAnywhere: boolean },
): OracleSigner {
  if (chainId !== LOCAL_CHAIN && !isAllowedAnywhere) {
    throw new InvalidInputError(
      'CONFIG_INVALID',
      `SALUS_ORACLE_KEY is for local chains, and this is chain ${chainId}: use SALUS_ORACLE_KEYSTORE or SALUS_ORACLE_SIGNER_URL, or set SALUS_ORACLE_ALLOW_PLAIN_KEY=yes.`,
    )
  }
  return walletOf(privateKey, provider)
}

/** @throws InvalidInputError KEY_INVALID; without a cause, since that of ethers may repeat the key */
export function walletOf(privateKey: string, provider: Provider): Wallet {
  try {
    return new Wallet(privateKey, provider)
  } catch {
    throw new InvalidInputError('KEY_INVALID', "The node's private key is not one of secp256k1.")
  }
}
