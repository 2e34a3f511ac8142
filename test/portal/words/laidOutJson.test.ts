import { expect } from 'chai'
import fc from 'fast-check'
import { laidOutJson } from '../../../portal/words/laidOutJson.ts'

describe('JSON laid out in lines', () => {
  it('is what JSON.stringify writes, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(laidOutJson(JSON.stringify(value))).to.equal(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('leaves numbers, doubled members and escapes as they were written', () => {
    const text = '{"a":1.50,"a":1e999999,"b":-0.0,"c":"\\u0041\\"{[,:]}"}'
    expect(laidOutJson(text)).to.equal(
      '{\n  "a": 1.50,\n  "a": 1e999999,\n  "b": -0.0,\n  "c": "\\u0041\\"{[,:]}"\n}',
    )
    expect(laidOutJson(` [ ${'9'.repeat(1000)} ] `)).to.equal(`[\n  ${'9'.repeat(1000)}\n]`)
  })

  it('leaves what is no JSON, and what is nested too deep, as it is', () => {
    for (const text of ['', '<b>', '{"a":', `${'['.repeat(35_000)}${']'.repeat(35_000)}`]) {
      expect(laidOutJson(text)).to.equal(text)
    }
  })
})
