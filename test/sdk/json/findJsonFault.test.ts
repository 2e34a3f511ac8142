import { expect } from 'chai'
import fc from 'fast-check'
import { findJsonFault } from '../../../sdk/json/findJsonFault.ts'

const escaped = (name: string) =>
  `"${[...name].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`

describe('findJsonFault', () => {
  it('finds nothing in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (json) => {
        fc.pre(!json.includes('__proto__'))
        expect(findJsonFault(json, 64)).to.equal(null)
        const spaced = JSON.stringify(JSON.parse(json), null, 2)
        expect(findJsonFault(spaced, 64)).to.equal(null)
      }),
      { numRuns: 500 },
    )
  })

  it('finds a name that an object has twice, wherever it stands and however it is written', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', '{', ',', ':', 'ä') })
    fc.assert(
      fc.property(name, fc.jsonValue(), fc.jsonValue(), fc.boolean(), (twice, one, other, hasEscapes) => {
        const first = `{${JSON.stringify(twice)}:1,"0":${JSON.stringify(one)},`
        const second = `${hasEscapes ? escaped(twice) : JSON.stringify(twice)}:${JSON.stringify(other)}}`
        fc.pre(twice !== '0' && !`${first}${second}`.includes('__proto__'))
        const fault = findJsonFault(`[1,${first}${second}]`, 64)
        expect(fault).to.deep.equal({ kind: 'repeated', offset: 3 + first.length })
      }),
      { numRuns: 500 },
    )
  })

  it('takes the same name in different objects, and as a value, for no fault', () => {
    const json = '{"a":{"a":[{"a":"a"},{"a":"a"}]},"b":{"a":"b","b":"a"},"c":["a","a"]}'
    expect(findJsonFault(json, 64)).to.equal(null)
  })

  it('finds __proto__, also with escapes', () => {
    expect(findJsonFault('{"a":{"__proto__":{}}}', 64)).to.deep.equal({ kind: 'reserved', offset: 6 })
    expect(findJsonFault(`{${escaped('__proto__')}:{}}`, 64)?.kind).to.equal('reserved')
    expect(findJsonFault('{"a":"__proto__"}', 64)).to.equal(null)
  })

  it('counts objects and arrays, not brackets inside strings', () => {
    expect(findJsonFault('[{"a":[1]}]', 3)).to.equal(null)
    expect(findJsonFault('[{"a":[1]}]', 2)).to.deep.equal({ kind: 'deep', offset: 6 })
    expect(findJsonFault('["\\"[[[[","]"]', 1)).to.equal(null)
    expect(findJsonFault('['.repeat(1_000_000), 64)).to.deep.equal({ kind: 'deep', offset: 64 })
  })

  it('reads any text to its end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\\{}[],:au0 ') }), (text) => {
        expect(findJsonFault(text, 64)?.offset ?? 0).to.be.at.most(text.length)
      }),
      { numRuns: 1000 },
    )
  })
})
