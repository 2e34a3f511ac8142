import type { ContractName } from '../../sdk/chain/deployment.ts'

/** A block by number and hash: the number alone names another block after a reorganisation. */
export interface BlockPoint {
  readonly number: number
  readonly hash: string
}

/** What events take from the header of their block. */
export interface EventBlock extends BlockPoint {
  /** Seconds since 1970. */
  readonly time: number
  /** BLOCKHASH(number − 1) xor PREVRANDAO, 32 bytes: what `Unforeseeable.sol` draws from in this block. */
  readonly seed: string
}

/** Place of an event in the chain. */
export interface Position {
  readonly blockNumber: number
  readonly logIndex: number
}

/** The place after everything in a block. */
export const endOfBlock = (number: number): Position => ({ blockNumber: number + 1, logIndex: -1 })

/**
 * A value of an event: whole numbers in decimal, addresses with their checksum, bytes in lower-case hexadecimal, structs
 * by the names of their members. Of more than 1,024 bytes, only the length and the sha256.
 */
export type EventValue = string | boolean | readonly EventValue[] | { readonly [member: string]: EventValue }

/** An event of one of the deployment's contracts. */
export interface ChainEvent extends Position {
  readonly blockHash: string
  /** Block time, seconds since 1970. */
  readonly time: number
  /** Of its block: {@link EventBlock.seed}. */
  readonly seed: string
  readonly transactionHash: string
  readonly contract: ContractName
  readonly name: string
  /** By the names of the event's parameters. */
  readonly args: Readonly<Record<string, EventValue>>
}
