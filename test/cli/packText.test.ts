import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { notesOn, objectionsTo } from '../../cli/commands/batch/checkedPack.ts'
import { packText } from '../../cli/commands/batch/packText.ts'
import { CHECK_WORDS } from '../../cli/commands/batch/words.ts'
import type { CheckedPack } from '../../sdk/provenance/askAboutPack.ts'
import { VERIFICATION_CHECKS, type VerificationCheck } from '../../sdk/provenance/checkVerification.ts'
import type { PackState, VerificationAnswer } from '../../sdk/provenance/verification.ts'

const PHARMACY = '0x1111111111111111111111111111111111111111'
const OTHER = '0x2222222222222222222222222222222222222222'
const HASH = `0x${'ab'.repeat(32)}`
const EXPIRY = '2028-06-30'
const onSale: PackState = {
  unit: { level: 6, position: 0 },
  lifecycle: 'available',
  holds: [],
  dispensedAt: 0,
  isExpired: false,
}
const answer: VerificationAnswer = {
  verificationTimestamp: '2026-11-23T01:00:00.000Z',
  data: { verified: true },
  evidence: {
    chainId: 31337,
    contract: OTHER,
    batchId: HASH,
    index: 7,
    identity: { gtin: '09506000134352', serial: 'S7', lot: 'B42' },
    expiry: EXPIRY,
    salt: HASH,
    root: HASH,
    depth: 9,
    proof: [],
    block: { number: 19, hash: HASH },
    state: onSale,
  },
}
const checks = (...failed: string[]): VerificationCheck[] =>
  VERIFICATION_CHECKS.map((name) => ({ name, ok: !failed.includes(name), detail: `what ${name} found` }))
const packOf = ({
  state = {},
  ...change
}: Partial<CheckedPack> & { state?: Partial<PackState> }): CheckedPack => ({
  scanned: { gtin: '09506000134352', serial: 'S7', lot: 'B42', expiry: EXPIRY },
  answer,
  checks: checks(),
  now: { custodian: PHARMACY, state: { ...onSale, ...state } },
  ...change,
})
const textOf = (pack: CheckedPack) =>
  stripVTControlCharacters(packText(pack, objectionsTo(pack), notesOn(pack, PHARMACY)))

describe('salus batch verify, what it says', () => {
  it('a pack on sale, in the custody of whoever asks: nothing speaks against it', () => {
    expect(notesOn(packOf({}), PHARMACY)).to.deep.equal([])
    expect(textOf(packOf({})))
      .to.include('Genuine, and nothing speaks against it.')
      .and.include(PHARMACY)
  })

  it('who keeps it, where that is somebody else; nobody is named where nobody asks', () => {
    const pack = packOf({ now: { custodian: OTHER, state: onSale } })
    expect(objectionsTo(pack)).to.deep.equal([])
    const [note = '', ...more] = notesOn(pack, PHARMACY)
    expect(more).to.deep.equal([])
    expect(note).to.include(OTHER).and.include('copied')
    expect(textOf(pack)).to.include(note).and.not.include('nothing speaks against it')
    expect(notesOn(pack, undefined)).to.deep.equal([])
  })

  it('a last day of use that the maker extended or shortened after the pack was printed', () => {
    const printed = (expiry: string | undefined, additionalInfo?: 'ExpirationExtended') =>
      notesOn(
        packOf({
          scanned: { gtin: '09506000134352', serial: 'S7', ...(expiry && { expiry }) },
          answer: { ...answer, data: { verified: true, ...(additionalInfo && { additionalInfo }) } },
        }),
        PHARMACY,
      ).join(' ')
    expect(printed('2027-06-30', 'ExpirationExtended')).to.include('extended').and.include('2027-06-30')
    expect(printed(undefined, 'ExpirationExtended')).to.include('extended').and.include(EXPIRY)
    expect(printed('2029-06-30')).to.include('shortened').and.include(EXPIRY)
    expect(printed(EXPIRY)).to.equal('')
    expect(printed(undefined)).to.equal('')
  })

  it('what came back and was not put on sale again', () => {
    expect(notesOn(packOf({ state: { lifecycle: 'returned' } }), PHARMACY).join()).to.include('restock')
  })

  it('a sentence for each check that fails, which says what to do', () => {
    for (const name of VERIFICATION_CHECKS) {
      const sentences = objectionsTo(packOf({ checks: checks(name) }))
      expect(sentences, name).to.have.length(1)
      expect(sentences[0], name)
        .to.match(/^[A-Z].{30,}\.$/)
        .and.not.match(/\bblock \d/)
    }
    expect(new Set(Object.values(CHECK_WORDS)).size).to.equal(VERIFICATION_CHECKS.length)
    expect(objectionsTo(packOf({ checks: checks('batch', 'pack') }))).to.have.length(2)
  })

  it('a pack that changed since the answer: what it is now, and no word of a lie', () => {
    const held = packOf({ checks: checks('present'), state: { holds: ['quarantined'] } })
    expect(objectionsTo(held)).to.deep.equal([
      'The pack has changed since its maker was asked. It is quarantined.',
    ])
    const released = packOf({ checks: checks('present') })
    expect(objectionsTo(released)[0]).to.match(/changed since its maker was asked.*again/)
  })
})
