import { expect } from 'chai'
import { concat, id, keccak256, solidityPackedKeccak256 } from 'ethers'
import { hashCanonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import { createCommitmentSalt, keyCommitment, recordCommitment } from '../../../sdk/crypto/commitment.ts'
import { createDataKey } from '../../../sdk/crypto/payload.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const manifestHash = hashCanonicalJson({ category: 'laboratory' })
const recordId = `0x${'a1'.repeat(32)}`

describe('commitments', () => {
  it('record: keccak256(domain ‖ salt ‖ manifest hash)', () => {
    const salt = createCommitmentSalt()
    expect(recordCommitment(salt, manifestHash)).to.equal(
      keccak256(concat([id('salus.record.commitment.v1'), salt, manifestHash])),
    )
  })

  it('record: changes with salt and manifest', () => {
    const salt = createCommitmentSalt()
    const commitments = [
      recordCommitment(salt, manifestHash),
      recordCommitment(createCommitmentSalt(), manifestHash),
      recordCommitment(salt, hashCanonicalJson({ category: 'imaging' })),
    ]
    expect(new Set(commitments)).to.have.property('size', 3)
  })

  it('data key: binds key, record and epoch', () => {
    const dataKey = createDataKey()
    expect(keyCommitment(recordId, 1, dataKey)).to.equal(
      solidityPackedKeccak256(
        ['bytes32', 'bytes32', 'uint32', 'bytes'],
        [id('salus.key.commitment.v1'), recordId, 1, dataKey],
      ),
    )
    const commitments = [
      keyCommitment(recordId, 1, dataKey),
      keyCommitment(recordId, 2, dataKey),
      keyCommitment(`0x${'a2'.repeat(32)}`, 1, dataKey),
      keyCommitment(recordId, 1, createDataKey()),
    ]
    expect(new Set(commitments)).to.have.property('size', 4)
  })

  it('refuses values of another length', () => {
    expect(() => recordCommitment(new Uint8Array(31), manifestHash)).to.throw(InvalidInputError)
    expect(() => recordCommitment(new Uint8Array(32), '0x12')).to.throw(InvalidInputError)
    expect(() => keyCommitment(recordId, 1, new Uint8Array(16))).to.throw(InvalidInputError)
    expect(() => keyCommitment('0x', 1, new Uint8Array(32))).to.throw(InvalidInputError)
  })
})
