import { expect } from 'chai'
import { manifestHash, parseManifest } from '../../../sdk/records/manifest.ts'
import { expectError } from '../../helpers/expectError.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const manifest = {
  format: 'salus-record/1',
  patient: address,
  custodianOrg: address,
  author: address,
  category: 'cardiology',
  mediaType: 'application/fhir+json',
  size: 10,
  sha256: `0x${'ab'.repeat(32)}`,
  predecessor: null,
}

describe('sdk/records/manifest', () => {
  it('hashes the same whatever the order of its members', () => {
    const reversed = Object.fromEntries(Object.entries(manifest).reverse())
    expect(manifestHash(parseManifest(reversed))).to.equal(manifestHash(parseManifest(manifest)))
  })

  it('names the member that is not valid', async () => {
    const wrong: [member: string, value: unknown][] = [
      ['format', 'salus-record/2'],
      ['patient', '0x12'],
      ['category', 'horoscope'],
      ['mediaType', 'text/html; charset=utf-8'],
      ['size', -1],
      ['size', 1.5],
      ['sha256', `0x${'AB'.repeat(32)}`],
      ['predecessor', 'none'],
    ]
    for (const [member, value] of wrong) {
      const altered = { ...manifest, [member]: value }
      await expectError(() => parseManifest(altered), 'MANIFEST_INVALID', new RegExp(`'${member}'`))
    }
    await expectError(() => parseManifest({ ...manifest, note: 'more' }), 'MANIFEST_INVALID', /./)
    await expectError(() => parseManifest(null), 'MANIFEST_INVALID', /./)
  })
})
