import { IntegrityError } from '../../sdk/errors/index.ts'
import type { ChainEvent, EventValue } from './chainEvent.ts'

/** An address, a hash or bytes that an event names. @throws IntegrityError INDEX_INVALID where it does not */
export function textOf(event: ChainEvent, name: string): string {
  const value = event.args[name]
  return typeof value === 'string' ? value : missing(event, name)
}

/** A whole number of at most 53 bits, likewise. */
export function numberOf(event: ChainEvent, name: string): number {
  const value = Number(textOf(event, name))
  return Number.isSafeInteger(value) ? value : missing(event, name)
}

/** Likewise. */
export function isSet(event: ChainEvent, name: string): boolean {
  const value = event.args[name]
  return typeof value === 'boolean' ? value : missing(event, name)
}

/** A list of addresses or hashes, likewise. */
export function textsOf(event: ChainEvent, name: string): string[] {
  const value = event.args[name]
  return isTextList(value) ? [...value] : missing(event, name)
}

/** The members of a struct, likewise. */
export function structOf(event: ChainEvent, name: string): Readonly<Record<string, EventValue>> {
  const value = event.args[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, EventValue>>)
    : missing(event, name)
}

const isTextList = (value: EventValue | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

function missing({ name: event, blockNumber }: ChainEvent, name: string): never {
  throw new IntegrityError(
    'INDEX_INVALID',
    `The index of the chain holds a ${event} of block ${blockNumber} whose ${name} cannot be read. Stop the gateway and delete the file: it is made again from the chain.`,
  )
}
