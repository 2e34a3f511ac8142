import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import fc from 'fast-check'
import { type Contracts, connectContracts } from '../../../sdk/chain/contracts.ts'
import { send } from '../../../sdk/chain/send.ts'
import { chainTime, deadlineIn } from '../../../sdk/chain/time.ts'
import { grantConsent } from '../../../sdk/consent/grantConsent.ts'
import { relayGrant } from '../../../sdk/consent/relayGrant.ts'
import {
  denyConsent,
  optIn,
  optOut,
  revokeAllConsents,
  revokeConsent,
} from '../../../sdk/consent/restrictConsent.ts'
import { signGrant } from '../../../sdk/consent/signedGrant.ts'
import {
  type Restriction,
  relayRestriction,
  signRestriction,
} from '../../../sdk/consent/signedRestriction.ts'
import { encodeTerms, type Terms } from '../../../sdk/consent/terms.ts'
import { CATEGORIES, PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import { RefusedError } from '../../../sdk/errors/index.ts'
import { organisation } from '../../helpers/chain.ts'
import { farFuture } from '../../helpers/scenario.ts'
import { roles } from '../../helpers/terms.ts'
import type { IndexedChain } from './support.ts'

export const CONSENT_ACTS = [
  'grant',
  'revoke',
  'deny',
  'cancel',
  'revoke-all',
  'opt-out',
  'opt-in',
  'relay',
  'signed grant',
  'signed revoke',
  'signed deny',
  'signed revoke-all',
  'signed opt-out',
  'appoint',
  'guardian grant',
  'guardian revoke',
  'guardian relay',
  'recover',
] as const

export interface ConsentAct {
  readonly kind: (typeof CONSENT_ACTS)[number]
  /** Index of {@link Cast.patients}. */
  readonly patient: number
  /** Index of {@link Cast.grantees}. */
  readonly grantee: number
  readonly isOrganisation: boolean
  readonly categories: readonly (typeof CATEGORIES)[number][]
  readonly purposes: readonly (typeof PURPOSES)[number][]
}

/** Something that a patient, or somebody for a patient, may try to do about consent. */
export const anyConsentAct: fc.Arbitrary<ConsentAct> = fc.record({
  kind: fc.constantFrom(...CONSENT_ACTS),
  patient: fc.nat(1),
  grantee: fc.nat(3),
  isOrganisation: fc.boolean(),
  categories: fc.subarray([...CATEGORIES], { minLength: 1 }),
  purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
})

export interface Cast {
  readonly patients: readonly string[]
  readonly grantees: readonly string[]
  /** Does it, and says whether the contracts let it. */
  perform(act: ConsentAct): Promise<boolean>
}

/** Two patients, four whom they may name, a guardian, and two parties who can move a patient's controller. */
export async function castOf({ chain, deployment, request }: IndexedChain): Promise<Cast> {
  const { accounts, contracts } = chain
  const { patient, otherPatient, clinician, hospital, relayer, stranger, responder } = accounts
  const accredit = (account: string, org: string, role: number) =>
    contracts.accreditationRegistry.accredit(account, organisation(org), role, farFuture)
  await accredit(hospital.address, 'hospital', roles.custodian)
  await accredit(clinician.address, 'clinic', roles.clinician)

  const connected = new Map<string, Contracts>()
  const by = (signer: HardhatEthersSigner): Contracts => {
    const known = connected.get(signer.address) ?? connectContracts(deployment, signer)
    connected.set(signer.address, known)
    return known
  }
  const patients = [patient.address, otherPatient.address]
  const grantees = [
    clinician.address,
    organisation('hospital'),
    chain.addresses.oracleCommittee,
    otherPatient.address,
  ]
  // A patient's controller may change to one of these, and back.
  const controllers = [patient, otherPatient, stranger, responder]

  const controllerOf = async (of: string): Promise<HardhatEthersSigner> => {
    const address = await contracts.consentRegistry.controllerOf(of)
    const controller = controllers.find((account) => account.address === address)
    if (!controller) throw new Error('The cast has no such controller.')
    return controller
  }
  const guardian = accounts.authority

  async function act({ kind, patient: index, grantee: place, ...rest }: ConsentAct): Promise<unknown> {
    const of = patients[index] ?? ''
    const grantee = grantees[place] ?? ''
    const controller = await controllerOf(of)
    const own = by(controller)
    const now = await chainTime(own)
    const terms: Terms = { ...rest, start: now, end: now + 86_400 }
    const deadline = await deadlineIn(own, 600)
    const restricted = async (restriction: Restriction, isNamed: boolean) => {
      const named = { restriction, patient: of, deadline, ...(isNamed && { grantee }) }
      return relayRestriction(by(relayer), await signRestriction(own, controller, named))
    }
    switch (kind) {
      case 'grant':
        return grantConsent(own, of, grantee, terms)
      case 'revoke':
        return revokeConsent(own, of, grantee)
      case 'deny':
        return denyConsent(own, of, grantee)
      case 'cancel':
        return send(own.consentRegistry.cancelPendingGrants(of, grantee))
      case 'revoke-all':
        return revokeAllConsents(own, of)
      case 'opt-out':
        return optOut(own, of)
      case 'opt-in':
        return optIn(own, of)
      case 'relay':
        return relay(own, of, terms)
      case 'signed grant':
        return relayGrant(
          by(relayer),
          await signGrant(own, controller, { patient: of, grantee, terms, deadline }),
        )
      case 'signed revoke':
        return restricted('revoke', true)
      case 'signed deny':
        return restricted('deny', true)
      case 'signed revoke-all':
        return restricted('revoke-all', false)
      case 'signed opt-out':
        return restricted('opt-out', false)
      case 'appoint':
        return send(own.guardianship.appoint(of, guardian.address, now + 600 * 86_400))
      case 'guardian grant':
        return grantConsent(by(guardian), of, grantee, terms)
      case 'guardian revoke':
        return revokeConsent(by(guardian), of, grantee)
      case 'guardian relay':
        return relay(by(guardian), of, terms)
      case 'recover':
        return recover(of, controllers[(place + index) % controllers.length]?.address ?? '')
    }
  }

  /** Several acts in one transaction: some of them fail, and those that draw numbers draw from the same block. */
  function relay({ consentRegistry }: Contracts, of: string, terms: Terms) {
    const encode = consentRegistry.interface
    const [first = '', second = ''] = grantees
    return send(
      consentRegistry.relay([
        encode.encodeFunctionData('revoke', [of, first]),
        encode.encodeFunctionData('grant', [of, second, encodeTerms(terms)]),
        encode.encodeFunctionData('revokeAll', [of]),
        '0x12345678',
        encode.encodeFunctionData('grant', [of, first, encodeTerms(terms)]),
        encode.encodeFunctionData('revoke', [of, second]),
        encode.encodeFunctionData('revoke', [of, second]),
      ]),
    )
  }

  async function recover(of: string, controller: string) {
    await send(by(hospital).guardianship.proposeRecovery(of, controller))
    await send(by(clinician).guardianship.confirmRecovery(of, controller, hospital.address))
    await request('evm_increaseTime', 31 * 86_400)
    return send(by(relayer).guardianship.completeRecovery(of))
  }

  return {
    patients,
    grantees,
    async perform(wanted) {
      try {
        await act(wanted)
        return true
      } catch (error) {
        if (error instanceof RefusedError) return false
        throw error
      }
    },
  }
}
