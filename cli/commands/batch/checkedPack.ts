import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { CheckedPack, PackNow } from '../../../sdk/provenance/askAboutPack.ts'
import type { PackState } from '../../../sdk/provenance/verification.ts'
import { time } from '../../output/format.ts'
import { CHECK_WORDS, FAILURE_WORDS, HOLD_WORDS, LIFECYCLE_WORDS } from './words.ts'

export interface PackQuestion {
  /** As it was given: text of a scanner, or `-`. */
  readonly code: string
  /** Gateway of the maker. */
  readonly verifier: string
  /** Organisations that may make the product; without any, every accredited maker is taken. */
  readonly maker?: readonly string[]
}

/**
 * Asks the maker's gateway about a pack, and checks each of its claims against the chain alone.
 * @throws InvalidInputError GS1_INVALID, USAGE_INVALID; UnavailableError
 */
export async function checkPack(
  contracts: Contracts,
  { code, verifier, maker }: PackQuestion,
): Promise<CheckedPack> {
  const { readCode } = await import('../../input/code.ts')
  const { parseAddress } = await import('../../input/address.ts')
  const { gatewayClient } = await import('../../../sdk/gateway/client.ts')
  const { askAboutPack } = await import('../../../sdk/provenance/askAboutPack.ts')
  const makers = maker?.map((address) => parseAddress('maker', address))
  return askAboutPack(contracts, gatewayClient({ url: verifier }), await readCode(code), { makers })
}

/** Why this pack is not to be trusted or sold, in sentences; none where it is genuine and nothing speaks against it. */
export function objectionsTo({ answer, checks, now }: Omit<CheckedPack, 'scanned'>): string[] {
  const { data, evidence } = answer
  const failed = checks.filter(({ ok }) => !ok)
  if (failed.length > 0) {
    return failed.map(({ name }) => (name === 'present' && now ? changeSince(now) : CHECK_WORDS[name]))
  }
  if (data.verified) return []
  const { verificationFailureReason: reason = 'No_reason_provided' } = data
  const state = evidence === undefined || reason.startsWith('No_match') ? [] : stateObjections(evidence.state)
  return state.length > 0 ? state : [FAILURE_WORDS[reason]]
}

/** What became true after the gateway answered is no lie of the gateway. */
function changeSince({ state }: PackNow): string {
  const objections = stateObjections(state)
  if (objections.length === 0) return CHECK_WORDS.present
  return `The pack has changed since its maker was asked. ${objections.join(' ')}`
}

/**
 * What whoever holds the pack should know besides, though the pack is genuine.
 * @param organisation of whoever asks, where it is known
 */
export function notesOn({ scanned, answer, now }: CheckedPack, organisation: string | undefined): string[] {
  const { data, evidence } = answer
  const notes: string[] = []
  if (now && organisation !== undefined && now.custodian !== organisation) {
    notes.push(
      `The chain has it in the custody of ${now.custodian}, not in yours. If it is in your hands and nobody is handing it over, its code may be copied.`,
    )
  }
  if (evidence && scanned.expiry !== undefined && scanned.expiry > evidence.expiry) {
    notes.push(
      `The maker shortened the last day of use to ${evidence.expiry}: do not go by what is printed, ${scanned.expiry}.`,
    )
  }
  if (evidence && data.additionalInfo === 'ExpirationExtended') {
    const old = scanned.expiry === undefined ? 'an earlier day' : scanned.expiry
    notes.push(`The maker extended the last day of use to ${evidence.expiry}; the pack says ${old}.`)
  }
  if (now?.state.lifecycle === 'returned') {
    notes.push('It was returned and is not on sale until its keeper puts it back (salus batch restock).')
  }
  return notes
}

function stateObjections({ lifecycle, holds, dispensedAt, isExpired }: PackState): string[] {
  const isInTrade = lifecycle === 'available' || lifecycle === 'returned'
  return [
    ...(isInTrade ? [] : [`It is ${LIFECYCLE_WORDS[lifecycle]}.`]),
    ...holds.map((hold) => `It is ${HOLD_WORDS[hold]}.`),
    ...(isExpired ? ['Its last day of use has passed.'] : []),
    ...dispensedObjections(dispensedAt),
  ]
}

function dispensedObjections(dispensedAt: number): string[] {
  if (dispensedAt === 0) return []
  if (dispensedAt === 1)
    return ['It was dispensed and came back under a hold: it can never be dispensed again.']
  return [`It was dispensed already, on ${time(dispensedAt)}.`]
}
