import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { decisionOf } from '../../sdk/consent/decision.ts'
import { encodeTerms } from '../../sdk/consent/terms.ts'
import {
  CATEGORIES,
  type Category,
  categoryNumber,
  PURPOSES,
  type Purpose,
  purposeNumber,
} from '../../sdk/consent/vocabulary.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { applyConsent } from '../../sdk/fhir/consent/applyConsent.ts'
import { compileConsent } from '../../sdk/fhir/consent/compileConsent.ts'
import { type ConsentPlan, LAST_SECOND } from '../../sdk/fhir/consent/consentPlan.ts'
import { readConsentState } from '../../sdk/fhir/consent/consentState.ts'
import { evaluateConsent } from '../../sdk/fhir/consent/evaluateConsent.ts'
import { exportConsent } from '../../sdk/fhir/consent/exportConsent.ts'
import { checkConsent } from '../../sdk/fhir/consent/parseConsent.ts'
import { type PatientConsent, rulesOf } from '../../sdk/fhir/consent/patientConsent.ts'
import { type Chain, connectChain, organisation } from '../helpers/chain.ts'
import { farFuture } from '../helpers/scenario.ts'
import { roles } from '../helpers/terms.ts'
import {
  anyProvision,
  type Cast,
  type Timed,
  usualProvision,
} from '../sdk/fhir/consent/consentArbitraries.ts'
import { consentJson } from '../sdk/fhir/consent/consentResource.ts'

interface Member {
  readonly address: string
  readonly organisation?: string
  readonly roles?: number
  /** First second at which the accreditation is over. */
  until?: number
}

type Pair = readonly [Category, Purpose]

const pairs = fc.array(fc.tuple(fc.constantFrom(...CATEGORIES), fc.constantFrom(...PURPOSES)), {
  minLength: 5,
  maxLength: 5,
})

describe('FHIR Consent and the consent registry', () => {
  const hospital = organisation('hospital')
  const clinic = organisation('clinic')
  const ambulance = organisation('ambulance')
  let chain: Chain
  let contracts: Contracts
  let patients: HardhatEthersSigner[]
  let patient: HardhatEthersSigner
  let runs = 0
  let members: Member[]
  let cast: Cast
  let compared = 0

  before(async () => {
    chain = await connectChain()
    patients = (await chain.ethers.getSigners()).slice(12)
    const {
      clinician,
      responder,
      hospital: custodian,
      otherPatient,
      stranger,
      relayer,
      oracles,
    } = chain.accounts
    const at = (index: number): string => oracles[index]?.address ?? ''
    members = [
      { address: clinician.address, organisation: hospital, roles: roles.clinician },
      { address: at(0), organisation: hospital, roles: roles.clinician | roles.auditor },
      { address: at(1), organisation: clinic, roles: roles.clinician },
      // Accredited anew, for some time only, in every run.
      { address: at(2), organisation: clinic, roles: roles.clinician, until: 0 },
      { address: custodian.address, organisation: hospital, roles: roles.custodian },
      { address: responder.address, organisation: ambulance, roles: roles.responder },
      { address: otherPatient.address },
      { address: relayer.address },
      { address: stranger.address },
      { address: chain.accounts.patient.address },
      { address: hospital },
    ]
    for (const member of members) await accredit(member, farFuture)
    cast = {
      accounts: members.slice(0, 5).map(({ address }) => address),
      organisations: [hospital, clinic, ambulance],
    }
  })

  /** A patient for some runs, each of which starts from what the last one left on chain. */
  function nextRun(): void {
    const next = patients[Math.floor(runs++ / 12) % patients.length]
    if (!next) throw new Error('The chain has too few accounts.')
    patient = next
    const deployment = { chainId: 31337, block: 0, compiler: '', sourceHash: '', contracts: chain.addresses }
    contracts = connectContracts(deployment, patient)
  }

  const now = (): Promise<number> => chain.networkHelpers.time.latest()

  async function accredit(member: Member, until: number): Promise<void> {
    if (!member.organisation || !member.roles) return
    const { accreditationRegistry } = chain.contracts
    await accreditationRegistry.accredit(member.address, member.organisation, member.roles, until)
    member.until = until
  }

  /** Encoded by hand: ethers takes several times as long over the checksums of the addresses as the chain to answer. */
  async function decideMany(questions: readonly (readonly (string | number)[])[]): Promise<number[]> {
    const words = [32, questions.length, ...questions.flat()].map((value) =>
      BigInt(value).toString(16).padStart(64, '0'),
    )
    const { interface: calls } = chain.contracts.consentRegistry
    const data = calls.getFunction('decideMany').selector + words.join('')
    const call = { to: chain.addresses.consentRegistry, data }
    const answer = String(await chain.provider.request({ method: 'eth_call', params: [call, 'latest'] }))
    const answers = (answer.slice(2).match(/.{64}/g) ?? []).slice(2).map((word) => Number.parseInt(word, 16))
    if (answers.length !== questions.length) expect.fail(`${answers.length} answers`)
    return answers
  }

  /** Asks the contract and each consent the same questions now, of everyone, and counts them. */
  async function compare(consents: readonly PatientConsent[], asked: readonly Pair[]): Promise<void> {
    const at = await now()
    const questions = [...members, { address: patient.address }].flatMap((member: Member) =>
      asked.map(([category, purpose]) => ({ member, category, purpose })),
    )
    const answers = await decideMany(
      questions.map(({ member, category, purpose }) => [
        patient.address,
        member.address,
        categoryNumber(category),
        purposeNumber(purpose),
      ]),
    )
    for (const consent of consents) {
      questions.forEach(({ member, category, purpose }, index) => {
        const decision = decisionOf(answers[index] ?? 0)
        const isAccredited = member.organisation !== undefined && at < (member.until ?? 0)
        const question = {
          patient: patient.address,
          grantee: member.address,
          accreditation: isAccredited
            ? {
                organisation: member.organisation ?? '',
                isClinician: ((member.roles ?? 0) & roles.clinician) !== 0,
              }
            : undefined,
          category,
          purpose,
          at,
        }
        const answer = decision === 'permitted' ? 'permit' : 'deny'
        expect(decision).not.to.equal('emergency')
        expect(evaluateConsent(consent, question), `${JSON.stringify(question)}: ${decision}`).to.equal(
          answer,
        )
        compared++
      })
    }
  }

  /** Asks now, and around moments at which an answer may change. */
  async function compareOverTime(consents: readonly PatientConsent[], asked: readonly Pair[]): Promise<void> {
    const start = await now()
    const bounds = consents.flatMap(({ rule }) => rulesOf(rule).flatMap((each) => [each.start, each.end]))
    const ends = members.flatMap(({ until = 0 }) => [until])
    const moments = [...bounds, ...ends].flatMap((moment) => [moment - 1, moment])
    const coming = [...new Set(moments)].filter((moment) => moment > start && moment < start + 10_000)
    await compare(consents, asked)
    for (const moment of coming.sort((one, other) => one - other).slice(0, 5)) {
      await chain.networkHelpers.time.increaseTo(moment)
      await compare(consents, asked)
    }
  }

  function compile(consent: PatientConsent, from: number): ConsentPlan | undefined {
    try {
      return compileConsent(consent, from)
    } catch (error) {
      expect(error).to.be.instanceOf(InvalidInputError)
      expect((error as InvalidInputError).code).to.equal('CONSENT_RESOURCE_INVALID')
      return undefined
    }
  }

  /** Puts a generated consent on chain, compares it and its export with the contract. Gives whether it could be put. */
  async function agree(provision: Timed, asked: readonly Pair[], shift: number): Promise<boolean> {
    nextRun()
    // Time for the transactions until then, each of which takes a second of the chain at least.
    const start = (await now()) + 60
    const consent = checkConsent(consentJson(patient.address, provision(start)))
    const plan = compile(consent, start)
    if (!plan) return false
    const temporary = members.find(({ address }) => address === chain.accounts.oracles[2]?.address)
    if (temporary) await accredit(temporary, start + shift)
    await applyConsent(contracts, plan)
    const exported = checkConsent(exportConsent(await readConsentState(contracts, patient.address)))
    const sorted = ({ acts }: ConsentPlan) => JSON.stringify(acts.map((act) => JSON.stringify(act)).sort())
    const again = compileConsent(exported, start)
    if (sorted(again) !== sorted(plan)) expect.fail(`${sorted(plan)} came back as ${sorted(again)}`)
    await chain.networkHelpers.time.increaseTo(start)
    await compareOverTime([consent, exported], asked)
    return true
  }

  /** How much was compared is the point of this test, so it says so. */
  function report(outcomes: Record<string, number>, decisions: number): void {
    console.log(`      ${JSON.stringify({ ...outcomes, decisions })}`)
  }

  const shifts = fc.integer({ min: 1, max: 2000 })

  it('agree on every decision, for consents as people write them and for their exports', async () => {
    const [before, outcomes] = [compared, { held: 0, refused: 0 }]
    await fc.assert(
      fc.asyncProperty(usualProvision(cast), pairs, shifts, async (provision, asked, shift) => {
        outcomes[(await agree(provision, asked, shift)) ? 'held' : 'refused']++
      }),
      { numRuns: 150 },
    )
    report(outcomes, compared - before)
    expect(outcomes.held).to.be.greaterThan(60)
    expect(compared - before).to.be.greaterThan(10_000)
  })

  it('agree on any tree of provisions that is not refused', async () => {
    const [before, outcomes] = [compared, { held: 0, refused: 0 }]
    await fc.assert(
      fc.asyncProperty(anyProvision(cast), pairs, shifts, async (provision, asked, shift) => {
        outcomes[(await agree(provision, asked, shift)) ? 'held' : 'refused']++
      }),
      { numRuns: 80 },
    )
    report(outcomes, compared - before)
    expect(outcomes.held).to.be.greaterThan(10)
    expect(outcomes.refused).to.be.greaterThan(10)
  })

  const grantee = fc.nat().map((number) => {
    const grantees = [...cast.accounts, ...cast.organisations]
    return grantees[number % grantees.length] ?? ''
  })
  const act = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constant('grant' as const),
        grantee,
        categories: fc.subarray([...CATEGORIES], { minLength: 1 }),
        purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
        start: fc.option(fc.integer({ min: -100, max: 1000 })),
        end: fc.option(fc.integer({ min: 1001, max: 2000 })),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ act: fc.constant('deny' as const), grantee }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('revoke' as const), grantee }) },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constantFrom('optOut' as const, 'optIn' as const, 'revokeAll' as const),
      }),
    },
  )

  it('agree on the export of whatever state the contract is brought into', async () => {
    const before = compared
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), pairs, async (acts, asked) => {
        nextRun()
        const registry = chain.contracts.consentRegistry.connect(patient)
        const from = (await now()) + 10
        for (const each of acts) {
          if (each.act === 'grant') {
            const terms = encodeTerms({
              isOrganisation: cast.organisations.includes(each.grantee),
              categories: each.categories,
              purposes: each.purposes,
              start: each.start === null ? 0 : from + each.start,
              end: each.end === null ? LAST_SECOND : from + each.end,
            })
            await registry.grant(patient.address, each.grantee, terms)
          } else if (each.act === 'deny' || each.act === 'revoke') {
            await registry[each.act](patient.address, each.grantee)
          } else await registry[each.act](patient.address)
        }
        const exported = checkConsent(exportConsent(await readConsentState(contracts, patient.address)))
        await compareOverTime([exported], asked)
      }),
      { numRuns: 30 },
    )
    report({}, compared - before)
    expect(compared - before).to.be.greaterThan(2_000)
  })
})
