import { expect } from 'chai'
import fc from 'fast-check'
import { nestingDepth } from '../../../sdk/json/nestingDepth.ts'

const depthOf = (text: string) => nestingDepth(new TextEncoder().encode(text))

/** The depth of a parsed value, found by walking it. */
const walked = (value: unknown): number =>
  value !== null && typeof value === 'object' ? 1 + Math.max(0, ...Object.values(value).map(walked)) : 0

describe('sdk/json/nestingDepth', () => {
  it('is that of the parsed value, whatever the strings in it hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(depthOf(JSON.stringify(value))).to.equal(walked(value))
        expect(depthOf(JSON.stringify(value, null, 2))).to.equal(walked(value))
      }),
    )
    expect(depthOf(JSON.stringify({ a: '[[[{{{"\\', '[{"': [] }))).to.equal(2)
  })

  it('counts what would never parse too', () => {
    expect(depthOf('['.repeat(100_000))).to.equal(100_000)
    expect(depthOf('{"a":'.repeat(1_000))).to.equal(1_000)
    expect(depthOf(']]]][')).to.be.at.most(1)
    expect(depthOf('"[[[[')).to.equal(0)
    expect(depthOf('')).to.equal(0)
  })
})
