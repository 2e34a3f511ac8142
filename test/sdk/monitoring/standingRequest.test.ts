import { expect } from 'chai'
import fc from 'fast-check'
import { CATEGORIES, PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import {
  alertIdOf,
  approvalWords,
  encodeStandingRequest,
  parseStandingRequest,
  type StandingRequest,
  standingIdOf,
} from '../../../sdk/monitoring/standingRequest.ts'
import { anyAddress, anyHash } from '../../helpers/arbitraries.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type World } from '../../helpers/world.ts'

const second = { min: 0, max: 2 ** 40 - 1 }
const anyStanding: fc.Arbitrary<StandingRequest> = fc.record({
  patient: anyAddress,
  requester: anyAddress,
  modelVersion: anyHash,
  purpose: fc.constantFrom(...PURPOSES),
  category: fc.constantFrom(...CATEGORIES),
  secretHash: anyHash,
  start: fc.oneof(fc.constant(0), fc.integer(second)),
  end: fc.integer(second),
  heartbeat: fc.integer({ min: 60, max: 2 ** 32 - 1 }),
  nonce: fc.bigInt({ min: 0n, max: 10n ** 77n - 1n }).map(String),
})

describe('sdk/monitoring/standingRequest, twins of the contract', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('gives the ids and the words that the contract gives', async () => {
    const { contracts } = world.relayer
    const { monitoring } = contracts
    await fc.assert(
      fc.asyncProperty(anyStanding, anyHash, async (standing, eventHash) => {
        const parsed = parseStandingRequest(JSON.parse(JSON.stringify(standing)))
        expect(parsed).to.deep.equal(standing)
        const encoded = encodeStandingRequest(parsed)
        const standingId = await monitoring.standingIdOf(encoded)
        expect(standingIdOf(contracts, parsed)).to.equal(standingId)
        expect(alertIdOf(standingId, eventHash)).to.equal(await monitoring.alertIdOf(standingId, eventHash))
        expect(approvalWords(parsed)).to.equal(await monitoring.approvalWords(encoded))
      }),
      { numRuns: 60 },
    )
  })

  it('names the member that is malformed', async () => {
    const hash = `0x${'11'.repeat(32)}`
    const { address } = world.relayer.wallet
    const standing = {
      patient: address,
      requester: address,
      modelVersion: hash,
      purpose: 'TREAT',
      category: 'vital-signs',
      secretHash: hash,
      start: 0,
      end: 2_000_000_000,
      heartbeat: 3600,
      nonce: '1',
    }
    expect(parseStandingRequest(standing).nonce).to.equal('1')
    const wrong: [member: string, value: unknown][] = [
      ['patient', 'me'],
      ['requester', null],
      ['modelVersion', hash.slice(2)],
      ['purpose', 'MARKETING'],
      ['category', 'everything'],
      ['start', -1],
      ['end', 2 ** 40],
      ['heartbeat', 59],
      ['heartbeat', 2 ** 32],
      ['nonce', '1'.repeat(78)],
      ['nonce', '-1'],
    ]
    for (const [member, value] of wrong) {
      await expectError(
        () => parseStandingRequest({ ...standing, [member]: value }),
        'MESSAGE_INVALID',
        new RegExp(`'${member}`),
      )
    }
    await expectError(() => parseStandingRequest({ ...standing, more: 1 }), 'MESSAGE_INVALID', /malformed/)
  })
})
