import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type { Contract } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { signDearest, WORDS } from '../typedData.ts'
import {
  CARDIOLOGY,
  EMERGENCY_TREATMENT,
  LABORATORY,
  PATIENT_REQUEST,
  type Terms,
  TREATMENT,
  type World,
} from '../world.ts'

const NAME = 'ConsentRegistry'
const ALL_CATEGORIES = 2 ** 18 - 1
const ALL_PURPOSES = 2 ** 9 - 1
const NOBODY = '0x0000000000000000000000000000000000000000'
const RELAYED = 10

/** Restrictive acts in the order of the contract's enumeration, and where each is counted. */
const RESTRICTIONS = ['revoke', 'deny', 'revokeAll', 'optOut'] as const

type Restriction = (typeof RESTRICTIONS)[number]

export async function consent(world: World, recorder: Recorder): Promise<void> {
  await world.undone(() => direct(world, recorder))
  await world.undone(() => signed(world, recorder))
  await world.undone(() => relayed(world, recorder))
  await world.undone(() => decisions(world, recorder))
}

async function direct(world: World, recorder: Recorder): Promise<void> {
  const { clinician, responder, guardian } = world.accounts
  const patient = world.patient(0)
  const act = (method: string, args: readonly unknown[], variant?: string, sender = patient) =>
    recorder.transaction(sender, NAME, method, [patient.address, ...args], variant)
  const terms = world.treatment()

  await act('grant', [clinician.address, terms], 'first')
  await act('grant', [clinician.address, { ...terms, end: terms.end + 1 }], 'later')
  await act('revoke', [clinician.address], 'first')
  await act('grant', [clinician.address, terms], 'after a revocation')
  await act('revoke', [clinician.address], 'later')
  await act('cancelPendingGrants', [clinician.address])
  await act('grant', [world.organisations.hospital, { ...terms, isOrganisation: true }], 'to an organisation')
  await act('deny', [responder.address], 'first')
  await act('deny', [clinician.address], 'later')
  await act('revoke', [clinician.address], 'a denial')

  const until = world.clock.now() + 365 * 86_400
  await world.send(patient, 'Guardianship', 'appoint', [patient.address, guardian.address, until])
  await act('grant', [world.accounts.auditor.address, terms], 'first, by a guardian', guardian)
  await act('revoke', [world.accounts.auditor.address], 'by a guardian', guardian)

  await act('revokeAll', [], 'first')
  await act('revokeAll', [], 'later')
  await act('optOut', [], 'later')
  await act('optIn', [])
  const other = world.patient(1)
  await recorder.transaction(other, NAME, 'optOut', [other.address], 'first')
}

async function signed(world: World, recorder: Recorder): Promise<void> {
  const { clinician, auditor, relayer } = world.accounts
  const patient = world.patient(0)
  const relay = (method: string, act: { request: unknown; signature: string }, variant?: string) =>
    recorder.transaction(relayer, NAME, method, [act.request, act.signature], variant)
  const terms = world.treatment()

  const first = await signGrant(world, patient, clinician.address, terms)
  await relay('grantBySignature', first, 'first')
  await relay('grantBySignature', first, 'already in force')
  await relay('grantBySignature', await signGrant(world, patient, clinician.address, terms), 'later')
  const longest = { ...terms, categories: ALL_CATEGORIES - 1, purposes: ALL_PURPOSES - 1 }
  const wordy = await signGrant(world, patient, clinician.address, longest)
  await relay('grantBySignature', wordy, 'later, longest words')
  const organisation = { ...terms, isOrganisation: true }
  const shared = await signGrant(world, patient, world.organisations.hospital, organisation)
  await relay('grantBySignature', shared, 'first, to an organisation')

  for (const restriction of RESTRICTIONS) {
    const grantee = restriction === 'deny' ? auditor.address : clinician.address
    const act = await signRestriction(world, patient, restriction, grantee)
    await relay('restrictBySignature', act, `${restriction}, first`)
    await relay(
      'restrictBySignature',
      await signRestriction(world, patient, restriction, grantee),
      `${restriction}, later`,
    )
    if (restriction === 'revoke') await relay('restrictBySignature', act, 'already used')
  }
  const { generation } = await world.contracts[NAME].getFunction('headerOf')(patient.address)
  const request = { patient: patient.address, generation }
  const deadline = world.clock.now() + 3600
  await relay(
    'optInBySignature',
    await signDearest(patient, world.contracts[NAME], 'OptIn', WORDS.optIn, request, deadline),
  )

  const owner = world.patient(2)
  const factory = await world.connection.ethers.getContractFactory('ContractWallet', owner)
  const wallet = await factory.deploy(owner.address)
  const asked = await signGrant(world, owner, clinician.address, terms, await wallet.getAddress())
  await relay('grantBySignature', asked, 'first, of a contract wallet (ERC-1271)')
}

async function relayed(world: World, recorder: Recorder): Promise<void> {
  const { clinician, relayer } = world.accounts
  const { interface: abi } = world.contracts[NAME]
  const patients = Array.from({ length: RELAYED }, (_, index) => world.patient(index))
  const terms = world.treatment()
  const acts = () =>
    Promise.all(
      patients.map(async (patient) => {
        const { request, signature } = await signGrant(world, patient, clinician.address, terms)
        return abi.encodeFunctionData('grantBySignature', [request, signature])
      }),
    )
  const relay = (calls: readonly string[], variant: string) =>
    recorder.transaction(relayer, NAME, 'relay', [calls], variant)

  await relay(await acts(), '10 signed grants, first')
  await relay(await acts(), '10 signed grants, later')
  const calls = await acts()
  const [, wrong] = await acts()
  // The second patient's signature under the first patient's grant.
  const mismatched = abi.encodeFunctionData('grantBySignature', [
    abi.decodeFunctionData('grantBySignature', calls[0] ?? '').request.toObject(true),
    abi.decodeFunctionData('grantBySignature', wrong ?? '').signature,
  ])
  await relay([mismatched, ...calls.slice(1)], '10 signed grants, later, one of them bad')
}

async function decisions(world: World, recorder: Recorder): Promise<void> {
  const { clinician, responder, relayer } = world.accounts
  const patient = world.patient(0)
  const terms = world.treatment()
  const decide = (grantee: string, category: number, purpose: number, variant: string) =>
    recorder.call(NAME, 'decide', [patient.address, grantee, category, purpose], variant)
  const grant = (grantee: string, granted: Terms) =>
    world.send(patient, NAME, 'grant', [patient.address, grantee, granted])

  await decide(clinician.address, CARDIOLOGY, TREATMENT, 'no consent')
  await grant(world.organisations.hospital, { ...terms, isOrganisation: true })
  await decide(clinician.address, CARDIOLOGY, TREATMENT, "permitted by the organisation's permit")
  await grant(clinician.address, { ...terms, categories: (1 << CARDIOLOGY) | (1 << LABORATORY) })
  await grant(world.committee, { ...terms, categories: (1 << CARDIOLOGY) | (1 << LABORATORY) })
  await decide(clinician.address, CARDIOLOGY, TREATMENT, "permitted by the grantee's own permit")
  await decide(patient.address, CARDIOLOGY, PATIENT_REQUEST, 'the patient')
  await world.send(responder, 'EmergencyAccess', 'breakGlass', [patient.address, `0x${'11'.repeat(32)}`])
  await decide(responder.address, CARDIOLOGY, EMERGENCY_TREATMENT, 'emergency')
  const question = {
    patient: patient.address,
    grantee: clinician.address,
    category: CARDIOLOGY,
    purpose: TREATMENT,
  }
  await recorder.call(NAME, 'decideMany', [Array.from({ length: 10 }, () => question)], '10 questions')
  await recorder.call(
    NAME,
    'requirePermitted',
    [patient.address, [clinician.address, world.committee], terms.categories, TREATMENT],
    '2 grantees, 1 category',
  )
  await recorder.call(
    NAME,
    'requirePermitted',
    [patient.address, [clinician.address, world.committee], (1 << CARDIOLOGY) | (1 << LABORATORY), TREATMENT],
    '2 grantees, 2 categories',
  )
  await recorder.call(NAME, 'controllerOf', [patient.address])
  await recorder.call(NAME, 'headerOf', [patient.address])
  await recorder.call(NAME, 'permitOf', [patient.address, clinician.address])
  await recorder.call(NAME, 'grantWords', [terms], '1 category, 1 purpose')
  const longest = { ...terms, categories: ALL_CATEGORIES, purposes: ALL_PURPOSES }
  await recorder.call(NAME, 'grantWords', [longest], 'every category and purpose')

  await world.send(patient, NAME, 'deny', [patient.address, world.organisations.hospital])
  await decide(clinician.address, CARDIOLOGY, TREATMENT, 'organisation denied')
  await world.send(patient, NAME, 'optOut', [patient.address])
  await decide(relayer.address, CARDIOLOGY, TREATMENT, 'opted out')
}

async function signGrant(
  world: World,
  signer: HardhatEthersSigner,
  grantee: string,
  terms: Terms,
  patient: string = signer.address,
) {
  const registry = world.contracts[NAME]
  const { generation } = await registry.getFunction('headerOf')(patient)
  const { revision } = await registry.getFunction('permitOf')(patient, grantee)
  return signDearest(
    signer,
    registry,
    'Grant',
    await registry.getFunction('grantWords')(terms),
    { patient, grantee, terms, generation, revision },
    world.clock.now() + 3600,
    ({ terms: inner, ...outer }) => ({ ...outer, ...inner }),
  )
}

async function signRestriction(
  world: World,
  patient: HardhatEthersSigner,
  restriction: Restriction,
  grantee: string,
) {
  const registry: Contract = world.contracts[NAME]
  const isOfOne = restriction === 'revoke' || restriction === 'deny'
  const held = isOfOne
    ? await registry.getFunction('permitOf')(patient.address, grantee)
    : await registry.getFunction('headerOf')(patient.address)
  const counts = {
    revoke: held.revocations,
    deny: isOfOne ? held.denials : 0n,
    revokeAll: held.revocations,
    optOut: isOfOne ? 0n : held.optOuts,
  }
  const request = {
    restriction: RESTRICTIONS.indexOf(restriction),
    patient: patient.address,
    grantee: isOfOne ? grantee : NOBODY,
    count: counts[restriction] as bigint,
  }
  return signDearest(patient, registry, 'Restriction', WORDS[restriction], request, world.clock.now() + 3600)
}
