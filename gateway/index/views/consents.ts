import { ZeroAddress } from 'ethers'
import type { ChainEvent } from '../chainEvent.ts'
import { isSet, numberOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'
import { draw } from '../unforeseeable.ts'

/** What a patient has said about a grantee, in the order of `IConsentRegistry.Rule`. */
export type Rule = 'none' | 'permit-account' | 'permit-organisation' | 'deny'

/** As `IConsentRegistry.Permit`. Times are seconds since 1970. */
export interface IndexedPermit {
  readonly grantee: string
  readonly rule: Rule
  readonly categories: number
  readonly purposes: number
  readonly start: number
  readonly end: number
  readonly generation: number
  readonly revision: number
  readonly revocations: number
  readonly denials: number
  /** Whether it permits nothing any more, at whatever time. Not said of a denial. */
  readonly isRevoked: boolean
}

/** As `IConsentRegistry.Header`. */
export interface ConsentHeader {
  /** The zero address while the patient acts alone. */
  readonly controller: string
  readonly generation: number
  readonly revocations: number
  readonly optOuts: number
  readonly isOptedOut: boolean
}

export interface PatientConsents {
  readonly header: ConsentHeader
  /** In the order in which the patient first named each grantee. */
  readonly permits: readonly IndexedPermit[]
}

type Permit = Omit<IndexedPermit, 'grantee' | 'isRevoked'>

const NO_PERMIT: Permit = {
  rule: 'none',
  categories: 0,
  purposes: 0,
  start: 0,
  end: 0,
  generation: 0,
  revision: 0,
  revocations: 0,
  denials: 0,
}

/**
 * Everything that a patient has said about grantees, read out of the events of `ConsentRegistry`. Numbers that the
 * contract draws come out equal where BLOCKHASH and PREVRANDAO are those of the block header, as on Ethereum.
 */
export async function consentsOf(store: IndexStore, patient: string): Promise<PatientConsents> {
  let header: ConsentHeader = {
    controller: ZeroAddress,
    generation: 0,
    revocations: 0,
    optOuts: 0,
    isOptedOut: false,
  }
  const permits = new Map<string, Permit>()
  let previous: ChainEvent | undefined
  await store.visit({ contracts: ['consentRegistry'], patient }, (event) => {
    header = headerAfter(header, event, patient)
    const act = { event, patient, generation: header.generation, isByGuardian: isByGuardian(previous, event) }
    if (PERMIT_EVENTS.has(event.name)) {
      const grantee = textOf(event, 'grantee')
      permits.set(grantee, permitAfter(permits.get(grantee) ?? NO_PERMIT, act))
    }
    previous = event
  })
  const { generation } = header
  return {
    header,
    permits: [...permits].map(([grantee, permit]) => ({
      grantee,
      ...permit,
      isRevoked: permit.rule !== 'deny' && (permit.rule === 'none' || permit.generation !== generation),
    })),
  }
}

const PERMIT_EVENTS = new Set(['ConsentGranted', 'ConsentRevoked', 'ConsentDenied', 'PendingGrantsCancelled'])

function headerAfter(header: ConsentHeader, event: ChainEvent, patient: string): ConsentHeader {
  const generation = draw(header.generation, event.seed, patient)
  switch (event.name) {
    case 'AllConsentsRevoked':
      return { ...header, generation, revocations: (header.revocations + 1) % 2 ** 16 }
    case 'OptedOut':
      return { ...header, generation, optOuts: (header.optOuts + 1) % 2 ** 16, isOptedOut: true }
    case 'OptedIn':
      return { ...header, generation, isOptedOut: false }
    case 'ControllerMoved': {
      const controller = textOf(event, 'controller')
      return { ...header, generation, controller: controller === patient ? ZeroAddress : controller }
    }
    default:
      return header
  }
}

interface Act {
  readonly event: ChainEvent
  readonly patient: string
  /** The patient's, at the time. */
  readonly generation: number
  readonly isByGuardian: boolean
}

function permitAfter(permit: Permit, { event, patient, generation, isByGuardian }: Act): Permit {
  const revision = draw(permit.revision, event.seed, patient)
  const { revocations, denials } = permit
  switch (event.name) {
    case 'ConsentGranted':
      return {
        rule: isSet(event, 'isOrganisation') ? 'permit-organisation' : 'permit-account',
        categories: numberOf(event, 'categories'),
        purposes: numberOf(event, 'purposes'),
        start: numberOf(event, 'start'),
        end: numberOf(event, 'end'),
        generation,
        revision: (permit.revision + 1) % 2 ** 32,
        revocations,
        denials,
      }
    case 'ConsentRevoked':
      return {
        ...NO_PERMIT,
        rule: permit.rule === 'deny' ? 'deny' : 'none',
        revision,
        // One by a guardian is not counted.
        revocations: isByGuardian ? revocations : (revocations + 1) % 2 ** 24,
        denials,
      }
    case 'ConsentDenied':
      return { ...NO_PERMIT, rule: 'deny', revision, revocations, denials: (denials + 1) % 2 ** 16 }
    default:
      return { ...permit, revision }
  }
}

/** The contract says that a guardian acts right before it says what the guardian did. */
const isByGuardian = (previous: ChainEvent | undefined, event: ChainEvent): boolean =>
  previous?.name === 'GuardianActed' &&
  previous.blockNumber === event.blockNumber &&
  previous.logIndex === event.logIndex - 1
