import canonicalize from 'canonicalize'
import { keccak256 } from 'ethers'
import { InvalidInputError } from '../errors/index.ts'
import { utf8Bytes } from './bytes.ts'

const maximumDepth = 64

/**
 * The canonical JSON bytes of a value (RFC 8785, JCS), in UTF-8.
 *
 * Stricter than JSON.stringify, so that two callers never mean different things by one hash: plain objects,
 * arrays, strings, finite numbers, booleans and null only, at most 64 levels deep.
 *
 * @throws InvalidInputError JSON_INVALID naming the place; never the value, which may be health data.
 */
export function canonicalJson(value: unknown): Uint8Array {
  requireJson(value, '$', 0)
  const text = canonicalize(value)
  if (text === undefined) throw refusal('$', 'is not a JSON value')
  return utf8Bytes(text)
}

/** keccak256 of the canonical JSON bytes, 0x-prefixed. Errors as canonicalJson. */
export function hashCanonicalJson(value: unknown): string {
  return keccak256(canonicalJson(value))
}

function requireJson(value: unknown, place: string, depth: number): void {
  if (depth > maximumDepth) throw refusal(place, `is nested more than ${maximumDepth} levels deep`)
  switch (typeof value) {
    case 'boolean':
      return
    case 'string':
      // RFC 8785 section 3.2.2.2: a lone surrogate must stop the serialisation.
      if (!value.isWellFormed()) throw refusal(place, 'holds a lone surrogate')
      return
    case 'number':
      if (!Number.isFinite(value)) throw refusal(place, 'is not a finite number')
      return
    case 'object':
      if (value !== null) requireContainer(value, place, depth)
      return
    default:
      throw refusal(place, `is of type ${typeof value}, which JSON does not have`)
  }
}

function requireContainer(value: object, place: string, depth: number): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      requireJson(value[index], `${place}[${index}]`, depth + 1)
    }
    return
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw refusal(place, 'is an instance of a class, not a plain object')
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    throw refusal(place, 'replaces itself when serialised (toJSON)')
  }
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) throw refusal(place, 'has a member name with a lone surrogate')
    requireJson(member, `${place}.${name}`, depth + 1)
  }
}

function refusal(place: string, problem: string): InvalidInputError {
  return new InvalidInputError(
    'JSON_INVALID',
    `The value at ${place} ${problem}; it has no canonical JSON form.`,
  )
}
