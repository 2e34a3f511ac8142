import { expect } from 'chai'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { outputHashOf } from '../../../sdk/inference/outputHash.ts'
import { expectError } from '../../helpers/expectError.ts'

const secret = new Uint8Array(32).fill(7)
const requestId = `0x${'11'.repeat(32)}`
const report = { b: 1, a: { d: null, c: 'x' } } as unknown as ClinicalReport

describe('sdk/inference/outputHash', () => {
  it('is the same for the same report however its members are ordered', async () => {
    const reordered = { a: { c: 'x', d: null }, b: 1 } as unknown as ClinicalReport
    expect(await outputHashOf(secret, requestId, report)).to.equal(
      await outputHashOf(secret, requestId, reordered),
    )
  })

  it('changes with the secret, the request and the report', async () => {
    const hashes = await Promise.all([
      outputHashOf(secret, requestId, report),
      outputHashOf(new Uint8Array(32).fill(8), requestId, report),
      outputHashOf(secret, `0x${'12'.repeat(32)}`, report),
      outputHashOf(secret, requestId, { ...report, b: 2 } as unknown as ClinicalReport),
    ])
    expect(new Set(hashes).size).to.equal(4)
  })

  it('refuses what has no canonical form, and does not repeat the value', async () => {
    const broken = { probability: Number.NaN, name: undefined } as unknown as ClinicalReport
    await expectError(() => outputHashOf(secret, requestId, broken), 'JSON_INVALID', /\$\.probability/)
  })
})
