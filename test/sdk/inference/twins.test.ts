import { expect } from 'chai'
import fc from 'fast-check'
import { CATEGORIES, PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import {
  encodeInferenceRequest,
  parseInferenceRequest,
  requestIdOf,
} from '../../../sdk/inference/inferenceRequest.ts'
import { encodeModelDescriptor, modelVersionOf } from '../../../sdk/inference/modelVersion.ts'
import { reportSigner, signReport } from '../../../sdk/inference/signedReport.ts'
import { anchorRecord } from '../../../sdk/records/anchorRecord.ts'
import { relayEnrolment } from '../../../sdk/records/enrol.ts'
import { singleAnchor } from '../../../sdk/records/recordRef.ts'
import { anyAddress, anyHash } from '../../helpers/arbitraries.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, enrolmentOf, HOSPITAL, type World } from '../../helpers/world.ts'

describe('sdk/inference, twins of the contracts', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('gives the request id that the contract gives', async () => {
    const { contracts } = world.hospital
    const patient = await world.make(false)
    await relayEnrolment(world.relayer.contracts, await enrolmentOf(patient))
    const refs = CATEGORIES.slice(0, 3).map((category, index) =>
      singleAnchor(HOSPITAL, patient.wallet.address, category, `0x${`0${index}`.repeat(32)}`),
    )
    for (const ref of refs) await anchorRecord(contracts, ref)
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          requester: anyAddress,
          modelVersion: anyHash,
          purpose: fc.constantFrom(...PURPOSES),
          secretHash: anyHash,
          impression: anyHash,
          records: fc.shuffledSubarray(refs, { minLength: 1 }),
        }),
        async (request) => {
          const parsed = parseInferenceRequest(JSON.parse(JSON.stringify(request)))
          expect(parsed).to.deep.equal(request)
          expect(requestIdOf(contracts, parsed)).to.equal(
            await contracts.inferenceOracle.requestIdOf(encodeInferenceRequest(request)),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives the model version that the contract gives', async () => {
    const { modelRegistry } = world.relayer.contracts
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          weightsHash: anyHash,
          cardHash: anyHash,
          preprocessingHash: anyHash,
          runtimeHash: anyHash,
          purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
        }),
        async (model) => {
          expect(modelVersionOf(model)).to.equal(
            await modelRegistry.modelVersionOf(encodeModelDescriptor(model)),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('signs reports over the digest that the contract verifies', async () => {
    const { contracts, wallet } = world.oracles[0] ?? world.relayer
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          consumer: anyAddress,
          configDigest: anyHash,
          requestId: anyHash,
          modelVersion: anyHash,
          outputHash: anyHash,
        }),
        async (report) => {
          const signature = await signReport(contracts, wallet, report)
          expect(reportSigner(contracts, report, signature)).to.equal(wallet.address)
          const digest = await contracts.oracleCommittee.digestOf(report)
          expect(wallet.signingKey.sign(digest).serialized).to.equal(signature)
        },
      ),
      { numRuns: 15 },
    )
  })

  it('names the member of a request that is malformed', async () => {
    const hash = `0x${'11'.repeat(32)}`
    const address = world.relayer.wallet.address
    const request = {
      requester: address,
      modelVersion: hash,
      purpose: 'TREAT',
      secretHash: hash,
      impression: hash,
      records: [singleAnchor(HOSPITAL, address, 'cardiology', hash)],
    }
    expect(parseInferenceRequest(request).records).to.have.length(1)
    const wrong: [member: string, value: unknown][] = [
      ['requester', 'me'],
      ['impression', '1'],
      ['impression', hash.toUpperCase()],
      ['impression', 1],
      ['impression', undefined],
      ['purpose', 'MARKETING'],
      ['records', []],
      ['records', Array(9).fill(request.records[0])],
      ['secretHash', hash.slice(2)],
    ]
    for (const [member, value] of wrong) {
      const altered = { ...request, [member]: value }
      await expectError(() => parseInferenceRequest(altered), 'MESSAGE_INVALID', new RegExp(`'${member}`))
    }
  })
})
