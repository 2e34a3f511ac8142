import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { findJsonFault } from '../../../sdk/json/findJsonFault.ts'
import {
  type ColdChainProfile,
  type ProfileName,
  parseProfile,
  profiles,
} from '../../../sdk/provenance/coldChain/profile.ts'

/** Bytes. */
const maximumBytes = 64 * 1024
const maximumDepth = 8

/**
 * A profile by its name, or from a file.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, COLD_CHAIN_PROFILE_INVALID
 */
export async function readProfile(name: string): Promise<ColdChainProfile> {
  if (Object.hasOwn(profiles, name)) return profiles[name as ProfileName]
  if (!name.includes('.')) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      `There is no such profile; there are ${Object.keys(profiles).join(', ')}, or name a file such as custom.json.`,
    )
  }
  return parseProfile(parseJson(await readInputFile(name, maximumBytes)))
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (findJsonFault(text, maximumDepth) === null) return JSON.parse(text)
  } catch {
    // Told below, without the text that the parser quotes.
  }
  throw new InvalidInputError(
    'COLD_CHAIN_PROFILE_INVALID',
    'The profile is not JSON in UTF-8 with each name once.',
  )
}
