import { expect } from 'chai'
import { hexlify, randomBytes } from 'ethers'
import { createOwnKeys } from '../../../gateway/records/ownKeys.ts'
import { expectError } from '../../helpers/expectError.ts'

const recordId = `0x${'11'.repeat(32)}`

describe('gateway/records/ownKeys', () => {
  it('opens what it sealed, in another process of the same custodian too, and seals the same key differently', async () => {
    const seed = randomBytes(32)
    const dataKey = randomBytes(32)
    const keys = await createOwnKeys(seed)
    const sealed = await keys.seal(recordId, 3, dataKey)
    expect(sealed).not.to.contain(hexlify(dataKey).slice(2))
    expect(await (await createOwnKeys(seed)).open(recordId, 3, sealed)).to.deep.equal(dataKey)
    expect(await keys.seal(recordId, 3, dataKey)).not.to.equal(sealed)
  })

  it('9: opens nothing for another record, epoch or custodian, nor with one bit altered', async () => {
    const keys = await createOwnKeys(randomBytes(32))
    const sealed = await keys.seal(recordId, 3, randomBytes(32))
    const other = await createOwnKeys(randomBytes(32))
    const altered = `${sealed.slice(0, -1)}${sealed.endsWith('0') ? '1' : '0'}`
    const attempts = [
      () => keys.open(`0x${'12'.repeat(32)}`, 3, sealed),
      () => keys.open(recordId, 4, sealed),
      () => other.open(recordId, 3, sealed),
      () => keys.open(recordId, 3, altered),
      () => keys.open(recordId, 3, '0x'),
    ]
    for (const attempt of attempts) await expectError(attempt, 'ENVELOPE_INVALID', /does not open/)
  })
})
