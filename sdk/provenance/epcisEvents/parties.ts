import { CANONICAL_RESOLVER } from '../../gs1/digitalLink.ts'
import { parseGln } from '../../gs1/keys.ts'
import { didOf } from '../../identity/did.ts'
import type { Transfer } from '../unit.ts'

/** GLNs of organisations, by their addresses. */
export type PartyDirectory = Readonly<Record<string, string>>

/** The URI of an organisation. */
export type PartyUri = (organisation: string) => string

/**
 * Names organisations by the Digital Link of their GLN (AI 417), where a directory has it, else by their DID.
 * @throws InvalidInputError GS1_INVALID where a GLN of the directory is none
 */
export function partyUris(chainId: bigint, directory: PartyDirectory = {}): PartyUri {
  const glns = new Map(
    Object.entries(directory).map(([organisation, gln]) => [organisation.toLowerCase(), parseGln(gln)]),
  )
  return (organisation) => {
    const gln = glns.get(organisation.toLowerCase())
    return gln ? `${CANONICAL_RESOLVER}/417/${gln}` : didOf(chainId, organisation)
  }
}

/** From whom to whom something goes, and in what capacity they have it. */
export interface Parties {
  readonly giver: string
  readonly receiver: string
  readonly transfer: Transfer
  readonly partyUri: PartyUri
}

const CAPACITIES = {
  custody: ['possessing_party'],
  ownership: ['owning_party'],
  both: ['owning_party', 'possessing_party'],
} as const

/** Sources and destinations of an event (EPCIS 2.0, section 7.3.5.4). */
export const sourcesAndDestinations = ({ giver, receiver, transfer, partyUri }: Parties) => ({
  sourceList: CAPACITIES[transfer].map((type) => ({ type, source: partyUri(giver) })),
  destinationList: CAPACITIES[transfer].map((type) => ({ type, destination: partyUri(receiver) })),
})
