import { getAddress } from 'ethers'
import type { EventValue } from './chainEvent.ts'

/** Reads one word, 64 hexadecimal digits, as a value of an ABI type. @throws Error where the contracts cannot write it so */
export type WordReader = (type: string, word: string) => EventValue

/** Checksums that are kept: a checksum takes a hash, and most addresses come again and again. */
const KEPT_ADDRESSES = 10_000

const ADDRESS_PADDING = '0'.repeat(24)

/** Solidity ABI specification, "Formal Specification of the Encoding": padding is zeros, and nothing else is canonical. */
export function createWordReader(): WordReader {
  const checksums = new Map<string, string>()

  const address = (word: string): string => {
    if (!word.startsWith(ADDRESS_PADDING)) throw new Error('an address has more than 20 bytes')
    const known = checksums.get(word)
    if (known) return known
    const checksum = getAddress(`0x${word.slice(24)}`)
    if (checksums.size === KEPT_ADDRESSES) checksums.clear()
    checksums.set(word, checksum)
    return checksum
  }

  return (type, word) => {
    if (!/^[0-9a-f]{64}$/.test(word)) throw new Error('a word has not 32 bytes')
    if (type === 'bytes32') return `0x${word}`
    if (type === 'address') return address(word)
    const number = BigInt(`0x${word}`)
    if (type === 'bool') {
      if (number > 1n) throw new Error('a truth value is neither 0 nor 1')
      return number === 1n
    }
    const [, unsigned, bits] = /^(u?)int(\d+)$/.exec(type) ?? []
    if (bits === undefined) throw new Error(`a word of type ${type} is not known`)
    // Two's complement: what is negative fills the word with ones.
    const value =
      unsigned === 'u' ? BigInt.asUintN(Number(bits), number) : BigInt.asIntN(Number(bits), number)
    if (BigInt.asUintN(256, value) !== number) throw new Error(`a number has more than ${bits} bits`)
    return value.toString()
  }
}
