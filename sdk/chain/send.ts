import type { ContractTransactionReceipt, ContractTransactionResponse } from 'ethers'
import { RefusedError } from '../errors/index.ts'
import { chainError } from './revert.ts'

export interface SendOptions {
  /** Blocks to wait for, counting the one that holds the transaction. Default 1. */
  readonly confirmations?: number
}

/** Milliseconds to wait for a receipt: a chain that died meanwhile must not hold up what comes after. */
const RECEIPT_TIMEOUT = 180_000

/**
 * Sends a transaction and waits for its receipt. A transaction that was not mined in three minutes may still land.
 * @throws RefusedError where the contract refuses, UnavailableError where the chain does not answer
 */
export async function send(
  transaction: Promise<ContractTransactionResponse>,
  options: SendOptions = {},
): Promise<ContractTransactionReceipt> {
  try {
    const response = await transaction
    const receipt = await response.wait(options.confirmations ?? 1, RECEIPT_TIMEOUT)
    if (receipt) return receipt
  } catch (error) {
    throw chainError(error)
  }
  throw new RefusedError('CHAIN_REFUSED', 'The transaction was replaced before it landed.')
}

/** Reads from the chain. @throws as {@link send} */
export async function read<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw chainError(error)
  }
}
