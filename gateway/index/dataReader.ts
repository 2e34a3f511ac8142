import { createHash } from 'node:crypto'
import type { ParamType } from 'ethers'
import type { EventValue } from './chainEvent.ts'
import { createWordReader } from './wordReader.ts'

/** Hexadecimal digits of a word. */
const WORD = 64

/** Bytes of a value that are kept as they are. */
const KEPT_BYTES = 1024

/**
 * Reads topics and data of events, as the Solidity ABI specification lays them out, for the types that the contracts
 * have: words, structs of words, lists of either, and bytes. Not with the coder of ethers: it takes most of a second for the
 * largest log that a transaction can pay for, and whoever pays for many would so hold up every gateway.
 */
export interface DataReader {
  /** The value of an indexed parameter. @throws Error where the contracts cannot write it so */
  topic(type: ParamType, topic: string): EventValue
  /** The values of parameters that are not indexed, in their order, likewise. */
  data(types: readonly ParamType[], data: string): EventValue[]
}

export function createDataReader(): DataReader {
  const readWord = createWordReader()

  /** A word, or a struct of words, that starts at digit `at`. */
  const readStatic = (type: ParamType, digits: string, at: number): EventValue => {
    if (!type.isTuple()) return readWord(type.type, wordAt(digits, at))
    return Object.fromEntries(
      type.components.map((member, index) => [
        member.name,
        readWord(member.type, wordAt(digits, at + index * WORD)),
      ]),
    )
  }

  /** The value whose head starts at digit `at`. */
  const read = (type: ParamType, digits: string, at: number): EventValue => {
    if (!isDynamic(type)) return readStatic(type, digits, at)
    const tail = 2 * count(digits, at)
    const length = count(digits, tail)
    const content = tail + WORD
    if (type.isArray()) {
      const { arrayChildren: child } = type
      const size = WORD * headWords(child)
      // A list that ends outside of the data ends in a word that is none.
      return Array.from({ length }, (_, index) => readStatic(child, digits, content + index * size))
    }
    if (content + 2 * length > digits.length) throw new Error('bytes end outside of the data')
    return keptBytes(digits.slice(content, content + 2 * length))
  }

  /** An offset or a length. */
  const count = (digits: string, at: number): number => Number(readWord('uint32', wordAt(digits, at)))

  return {
    topic: ({ type }, topic) => readWord(type, topic.slice(2)),
    data(types, data) {
      const digits = data.slice(2)
      let at = 0
      const values = types.map((type) => {
        const value = read(type, digits, at)
        at += WORD * headWords(type)
        return value
      })
      const isStatic = types.every((type) => !isDynamic(type))
      if (isStatic && digits.length !== at) throw new Error('there is more or less data than the event has')
      return values
    },
  }
}

const wordAt = (digits: string, at: number): string => digits.slice(at, at + WORD)

const isDynamic = (type: ParamType): boolean => type.type === 'bytes' || type.isArray()

/** Structs of words lie in the head as their members do. */
const headWords = (type: ParamType): number => (type.isTuple() ? type.components.length : 1)

/** Anybody can have a contract log as much as they pay gas for: of more than is of use, a digest is enough. */
function keptBytes(digits: string): EventValue {
  const length = digits.length / 2
  if (length <= KEPT_BYTES) return `0x${digits}`
  const sha256 = createHash('sha256').update(Buffer.from(digits, 'hex')).digest('hex')
  return { length: String(length), sha256: `0x${sha256}` }
}
