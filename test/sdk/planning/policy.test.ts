import { expect } from 'chai'
import fc from 'fast-check'
import { planCommitment, planSalt } from '../../../sdk/planning/commitments.ts'
import {
  MAXIMUM_POLICY_BYTES,
  type PolicyDocument,
  parsePolicyFile,
  policyCommitment,
  policyIdOf,
  policyPeriodAt,
  printPolicyFile,
} from '../../../sdk/planning/policy.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { hash, policyDocument, policyFile } from './support/policies.ts'

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const parse = (change: object) =>
  parsePolicyFile(bytes({ ...policyFile(), document: { ...policyDocument(), ...change } }))

/** One change of every field that a document may have. */
const CHANGES: readonly Partial<PolicyDocument>[] = [
  { chainId: 8 },
  { contract: `0x${'12'.repeat(20)}` },
  { organisation: `0x${'23'.repeat(20)}` },
  { supplier: `0x${'34'.repeat(20)}` },
  { gtin: '09521234543220' },
  { start: 1_700_000_001 },
  { periodHours: 25 },
  { maximumAgeHours: 25 },
  { window: 5 },
  { confirmAbove: 51 },
  { frequency: 'weekly' },
  { horizon: 31 },
  { rule: { kind: 'continuous', quantity: 5 } },
  { rule: { kind: 'continuous', quantity: 10 } },
  { serviceLevel: 951 },
  { leadTime: [{ days: 1, weight: 3 }] },
  { leadTime: [{ days: 1, weight: 4 }] },
  { shelfLifeDays: 301 },
  { minimumRemainingDays: 11 },
  { costs: { holding: 11, waste: 50_000, shortage: 0 } },
  { costs: { holding: 10, waste: 50_001, shortage: 0 } },
  { costs: { holding: 10, waste: 50_000, shortage: 1 } },
  { minimumOrder: 6 },
  { orderMultiple: 10 },
  { capacity: 401 },
  { cap: 201 },
]

describe('policies of replenishment', () => {
  it('come back from their file as they were', () => {
    for (const change of [{}, ...CHANGES]) {
      const file = policyFile(change)
      const read = parsePolicyFile(printPolicyFile(file))
      expect(policyIdOf(read)).to.equal(policyIdOf(file))
      expect(parsePolicyFile(printPolicyFile(read))).to.deep.equal(read)
    }
  })

  it('have another commitment and id with every other field, and secret', () => {
    const changed = new Set(CHANGES.flatMap((change) => Object.keys(change)))
    expect([...changed, 'format'].sort()).to.deep.equal(Object.keys(policyDocument()).sort())
    const files = [policyFile(), ...CHANGES.map(policyFile), { ...policyFile(), secret: hash('6') }]
    expect(new Set(files.map(policyCommitment)).size).to.equal(files.length)
    expect(new Set(files.map(policyIdOf)).size).to.equal(files.length)
  })

  it('are refused where a figure is out of range, whatever it is', () => {
    const figures = Object.entries(policyDocument()).filter(([, value]) => typeof value === 'number')
    fc.assert(
      fc.property(
        fc.constantFrom(...figures.map(([name]) => name)),
        fc.constantFrom(-1, 0.5, 2 ** 53, 1e300, '5', null, [], {}),
        (name, value) => {
          expect(() => parse({ [name]: value }))
            .to.throw()
            .with.property('code', 'PLAN_INVALID')
        },
      ),
    )
  })

  it('are refused where they contradict themselves, or hold more than their format', async () => {
    const refused = (change: object, words: RegExp) => expectError(() => parse(change), 'PLAN_INVALID', words)
    await refused({ supplier: policyDocument().organisation }, /own supplier/)
    await refused({ gtin: '09521234543214' }, /gtin/)
    await refused({ gtin: '9521234543213' }, /gtin/)
    await refused({ leadTime: [] }, /leadTime/)
    await refused({ leadTime: [3, 3].map((days) => ({ days, weight: 1 })) }, /do not rise/)
    await refused({ leadTime: Array.from({ length: 17 }, (_, days) => ({ days, weight: 1 })) }, /leadTime/)
    await refused({ minimumOrder: 201 }, /nothing could ever be ordered/)
    await refused({ rule: { kind: 'continuous', quantity: 7 } }, /no multiple of orderMultiple/)
    await refused({ orderMultiple: 205 }, /nothing could ever be ordered/)
    await refused({ orderMultiple: 101, minimumOrder: 102 }, /nothing could ever be ordered/)
    await refused({ rule: { kind: 'continuous', quantity: 205 } }, /nothing could ever be ordered/)
    await refused({ minimumRemainingDays: 300 }, /nothing that arrives would ever be stock/)
    await refused({ rule: { kind: 'sometimes' } }, /rule/)
    await refused({ periodHours: 8785 }, /periodHours/)
    await refused({ window: 17 }, /window/)
    await refused({ horizon: 105 }, /horizon/)
    const { message } = await errorOf(() => parse({ serial12345: 1 }))
    expect(message)
      .to.match(/member that the format does not have/)
      .and.not.to.contain('serial12345')
  })

  it('are refused as text that is no policy, and never repeat the secret', async () => {
    const text = (content: string) => new TextEncoder().encode(content)
    const refused = (content: Uint8Array, code: 'PLAN_INVALID' | 'INPUT_TOO_LARGE') =>
      expectError(() => parsePolicyFile(content), code, /^(?!.*5555)/)
    await refused(text(''), 'PLAN_INVALID')
    await refused(text(`{"secret":"${hash('5')}",`), 'PLAN_INVALID')
    await refused(text(`${'['.repeat(9)}${']'.repeat(9)}`), 'PLAN_INVALID')
    await refused(new Uint8Array([0xff]), 'PLAN_INVALID')
    await refused(bytes({ ...policyFile(), secret: hash('5').toUpperCase() }), 'PLAN_INVALID')
    await refused(new Uint8Array(MAXIMUM_POLICY_BYTES + 1), 'INPUT_TOO_LARGE')
  })

  it('count periods from their start', async () => {
    const terms = { start: 1000, periodHours: 2 }
    expect([1000, 8199, 8200].map((time) => policyPeriodAt(terms, time))).to.deep.equal([0, 0, 1])
    await expectError(() => policyPeriodAt(terms, 999), 'PLAN_REFUSED', /not begun/)
  })
})

describe('commitments of plans', () => {
  it('bind kind, scope, secret and document, each by itself', () => {
    const salts = [
      planSalt(hash('1'), 'order', 'a'),
      planSalt(hash('2'), 'order', 'a'),
      planSalt(hash('1'), 'position', 'a'),
      planSalt(hash('1'), 'order', 'b'),
    ]
    expect(new Set(salts).size).to.equal(salts.length)
    const commitments = [
      ...salts.map((salt) => planCommitment('order', salt, { packs: 1 })),
      planCommitment('order', salts[0] as string, { packs: 2 }),
      planCommitment('position', salts[0] as string, { packs: 1 }),
    ]
    expect(new Set(commitments).size).to.equal(commitments.length)
    expect(planCommitment('order', salts[0] as string, { a: 1, b: 2 })).to.equal(
      planCommitment('order', salts[0] as string, { b: 2, a: 1 }),
    )
  })
})
