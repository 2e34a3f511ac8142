import { expect } from 'chai'
import { areIdentifiers, patientIdentifiersOf } from '../../../sdk/clinical/patientIdentifiers.ts'
import type { Bundle } from '../../../sdk/fhir/bundle.ts'

const bundleOf = (...patients: object[]) =>
  ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: patients.map((patient) => ({ resource: { resourceType: 'Patient', ...patient } })),
  }) as unknown as Bundle

const birthDate = '1815-12-10'

describe('sdk/clinical/patientIdentifiers', () => {
  it('gives the name that a person goes by, and the birth date', () => {
    const cases: [names: object[], expected: string][] = [
      [[{ text: 'Ada  Lovelace' }], 'Ada Lovelace'],
      [[{ given: ['Augusta', 'Ada'], family: 'King' }], 'Augusta Ada King'],
      [[{ use: 'maiden', text: 'Ada Byron' }, { text: 'Ada King' }], 'Ada King'],
      [
        [
          { use: 'nickname', text: 'Ada' },
          { use: 'official', text: 'Augusta Ada King' },
        ],
        'Augusta Ada King',
      ],
    ]
    for (const [name, expected] of cases) {
      expect(patientIdentifiersOf(bundleOf({ name, birthDate }))).to.deep.equal({ name: expected, birthDate })
    }
  })

  it('gives nothing where either is missing or not whole, or where there are several people', () => {
    const name = [{ text: 'Ada' }]
    const cases = [
      bundleOf(),
      bundleOf({ name }),
      bundleOf({ birthDate }),
      bundleOf({ name, birthDate: '1815' }),
      bundleOf({ name, birthDate: '1815-02-30' }),
      bundleOf({ name: [{ use: 'old', text: 'Ada Byron' }], birthDate }),
      bundleOf({ name: [{ text: ' ' }], birthDate }),
      bundleOf({ name, birthDate }, { name, birthDate }),
    ]
    for (const bundle of cases) expect(patientIdentifiersOf(bundle)).to.equal(null)
  })

  it('takes what a person writes, and nobody else', () => {
    const ada = { name: 'Ada Löwe', birthDate }
    for (const text of ['Ada Löwe, 1815-12-10', ' ada  löwe, 1815-12-10 ', 'Ada Lo\u0308we, 1815-12-10']) {
      expect(areIdentifiers(text, ada), text).to.equal(true)
    }
    for (const text of ['', 'Ada Löwe', '1815-12-10', 'Ada Lowe, 1815-12-10', 'Ada Löwe, 1815-12-11']) {
      expect(areIdentifiers(text, ada), text).to.equal(false)
    }
  })
})
