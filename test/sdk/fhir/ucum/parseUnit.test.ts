import { expect } from 'chai'
import fc from 'fast-check'
import { isCommensurable, parseUnit, type Unit } from '../../../../sdk/fhir/ucum/parseUnit.ts'
import { prefixes, unitAtoms } from '../../../../sdk/fhir/ucum/unitTable.ts'

function unitOf(code: string): Unit {
  const unit = parseUnit(code)
  if (!unit) throw new Error(`${code} should be a unit.`)
  return unit
}

describe('parseUnit', () => {
  for (const code of [
    ...['mm[Hg]', 'mg/dL', 'a', '/min', '{beats}/min', 'mm', '1', '%', '{score}', '10*3/uL', 'kU/L', 'kg/m2'],
    ...[
      'mL/min/{1.73_m2}',
      'mmol/(24.h)',
      '10*-3',
      '10^6/L',
      '/100{WBCs}',
      'm[H2O]',
      'B[10.nV]',
      "[in_i'H2O]",
    ],
    ...[
      '(m)',
      '((m/s))',
      "[arb'U]/mL",
      'ng{FEU}/mL',
      'g%',
      "'",
      '[m/s2/Hz^(1/2)]',
      'dag',
      'umol',
      'm-2',
      's+1',
    ],
  ]) {
    it(`reads ${code}`, () => expect(parseUnit(code)).not.to.equal(null))
  }

  for (const code of [
    ...[
      '',
      ' ',
      'mmHg',
      'furlong',
      'years',
      'MG/DL',
      'mg/',
      'mg//dL',
      '//m',
      '.m',
      'm.',
      'm..s',
      'mg dL',
      '/',
    ],
    ...[
      '(m',
      'm)',
      '()',
      '(/m)',
      '{beats',
      'beats}',
      '{a{b}}',
      '{a}{b}',
      '{ä}',
      'm{x}2',
      '{x}2',
      '2m',
      '2.5m',
    ],
    ...[
      'm--2',
      '1e3',
      '-1',
      'k[in_i]',
      'k%',
      'kkg',
      '10*2*',
      'm²',
      'mm[hg]',
      'constructor',
      '__proto__',
      'toString',
    ],
    ...['kconstructor', 'mg/constructor', `m${'.m'.repeat(64)}`],
  ]) {
    it(`refuses ${JSON.stringify(code.slice(0, 20))}`, () => expect(parseUnit(code)).to.equal(null))
  }

  it('reads every atom, and metric ones after every prefix', () => {
    expect(unitAtoms.size).to.equal(311)
    expect(prefixes.size).to.equal(24)
    for (const [code, { isMetric }] of unitAtoms) {
      expect(parseUnit(code), code).not.to.equal(null)
      if (isMetric) expect(parseUnit(`k${code}`), `k${code}`).not.to.equal(null)
    }
  })

  it('multiplies and divides dimensions', () => {
    const unit = fc.constantFrom('m', 'mg', 'mol', 'mm[Hg]', 's', 'dL', 'Cel', '{x}', '1')
    fc.assert(
      fc.property(unit, unit, fc.integer({ min: -9, max: 9 }), (one, other, power) => {
        expect(isCommensurable(unitOf(`${one}/${other}.${other}`), unitOf(one))).to.equal(true)
        expect(isCommensurable(unitOf(`${one}/(${other}.s)/${one}`), unitOf(`/(s.${other})`))).to.equal(true)
        expect(unitOf(`m${power}`).dimension[0]).to.equal(power)
      }),
    )
  })

  it('tells what is commensurable', () => {
    for (const [one, other, expected] of [
      ['mm[Hg]', 'kPa', true],
      ['mm[Hg]', 'mm', false],
      ['mg/dL', 'g/L', true],
      ['mg/dL', 'mmol/L', false],
      ['/min', '{beats}/min', true],
      ['/min', 'Hz', true],
      ['/min', 'mol/min', false],
      ['a', 'mo', true],
      ['[IU]/L', '[IU]/L', false],
    ] as const) {
      expect(isCommensurable(unitOf(one), unitOf(other)), `${one} and ${other}`).to.equal(expected)
    }
  })

  it('answers any text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'mgL/.(){}[]1234+-*^%kad'), maxLength: 140 })
    fc.assert(
      fc.property(text, (code) => {
        const unit = parseUnit(code)
        if (unit) expect(unit.dimension.every(Number.isInteger)).to.equal(true)
      }),
      { numRuns: 2000 },
    )
  })
})
