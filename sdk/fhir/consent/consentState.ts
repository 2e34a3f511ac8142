import type { Contracts } from '../../chain/contracts.ts'
import { read } from '../../chain/send.ts'
import type { Terms } from '../../consent/terms.ts'
import { categoriesIn, purposesIn } from '../../consent/vocabulary.ts'
import { UnavailableError } from '../../errors/index.ts'
import type { ConsentActor } from './patientConsent.ts'

export interface LivePermit {
  readonly grantee: string
  readonly terms: Terms
}

/** What the consent registry holds of one patient, without what was revoked. */
export interface ConsentState {
  readonly chainId: bigint
  readonly patient: string
  /** The account that acts for the patient. */
  readonly controller: string
  readonly isOptedOut: boolean
  /** Of the patient's generation; some may not have started, or be over. */
  readonly permits: readonly LivePermit[]
  readonly denials: readonly ConsentActor[]
  /** Time of the block that was read, in seconds since 1970. */
  readonly readAt: number
}

const RULES = { permitAccount: 1n, permitOrganisation: 2n, deny: 3n } as const

/**
 * Reads from events whom the patient ever named, and from the contract what it holds of each. A denied address is taken
 * for an organisation where anybody was ever accredited for it: the contract keeps no kind of it.
 *
 * @throws UnavailableError CHAIN_UNAVAILABLE
 */
export async function readConsentState(contracts: Contracts, patient: string): Promise<ConsentState> {
  const { consentRegistry, deployment, chainId, runner } = contracts
  const block = await read(Promise.resolve(runner.provider?.getBlock('latest')))
  if (!block) throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain has no latest block.')
  // Everything at one block, so that an act that lands meanwhile is seen whole or not at all.
  const [first, last, at] = [deployment.block, block.number, { blockTag: block.number }]
  const { ConsentGranted, ConsentDenied } = consentRegistry.filters
  const [header, controller, granted, denied] = await Promise.all([
    read(consentRegistry.headerOf(patient, at)),
    read(consentRegistry.controllerOf(patient, at)),
    read(consentRegistry.queryFilter(ConsentGranted(patient), first, last)),
    read(consentRegistry.queryFilter(ConsentDenied(patient), first, last)),
  ])
  const grantees = [...new Set([...granted, ...denied].map(({ args }) => args.grantee))]
  const permits: LivePermit[] = []
  const denials: ConsentActor[] = []
  for (const grantee of grantees) {
    const held = await read(consentRegistry.permitOf(patient, grantee, at))
    if (held.rule === RULES.deny) denials.push({ kind: await kindOf(contracts, grantee), address: grantee })
    const isPermit = held.rule === RULES.permitAccount || held.rule === RULES.permitOrganisation
    if (!isPermit || held.generation !== header.generation) continue
    const terms = {
      isOrganisation: held.rule === RULES.permitOrganisation,
      categories: categoriesIn(held.categories),
      purposes: purposesIn(held.purposes),
      start: Number(held.start),
      end: Number(held.end),
    }
    permits.push({ grantee, terms })
  }
  const { isOptedOut } = header
  return { chainId, patient, controller, isOptedOut, permits, denials, readAt: block.timestamp }
}

async function kindOf({ accreditationRegistry, deployment }: Contracts, address: string) {
  const members = accreditationRegistry.filters.Accredited(undefined, address)
  const events = await read(accreditationRegistry.queryFilter(members, deployment.block))
  return events.length > 0 ? 'organisation' : 'account'
}
