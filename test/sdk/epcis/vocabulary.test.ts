import { expect } from 'chai'
import { bareWord, expandStandard, vocabularies } from '../../../sdk/epcis/vocabulary.ts'

describe('CBV vocabularies', () => {
  it('have as many terms as CBV 2.0', () => {
    const sizes = Object.values(vocabularies).map(({ terms }) => terms.size)
    expect(sizes).to.deep.equal([41, 33, 13, 3, 2, 72, 2, 14])
  })

  it('know a term in each of its forms', () => {
    for (const vocabulary of Object.values(vocabularies)) {
      const { uri, urn, terms } = vocabulary
      for (const term of terms) {
        const forms = [term, uri + term, ...(urn ? [urn + term] : [])]
        for (const form of forms) expect(bareWord(vocabulary, form), form).to.equal(term)
        for (const form of forms.slice(1)) expect(expandStandard(form)).to.equal(uri + term)
      }
    }
    const { bizStep, measurementType } = vocabularies
    expect(bareWord(bizStep, 'cbv:BizStep-shipping')).to.equal('shipping')
    expect(bareWord(bizStep, 'https://ns.gs1.org/cbv/BizStep-shipping')).to.equal('shipping')
    expect(bareWord(measurementType, 'gs1:Temperature')).to.equal('Temperature')
    expect(bareWord(measurementType, 'https://gs1.org/voc/Temperature')).to.equal('Temperature')
    expect(bareWord(measurementType, 'http://www.gs1.org/voc/Temperature')).to.equal('Temperature')
  })

  it('know no others', () => {
    for (const form of [
      'Shipping',
      'teleporting',
      'urn:epcglobal:cbv:disp:shipping',
      'https://ref.gs1.org/cbv/Disp-shipping',
      '',
      'constructor',
    ]) {
      expect(bareWord(vocabularies.bizStep, form), form).to.equal(null)
    }
    expect(expandStandard('urn:epcglobal:cbv:bt:4012345000009:1')).to.equal(
      'urn:epcglobal:cbv:bt:4012345000009:1',
    )
  })
})
