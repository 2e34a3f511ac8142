import { expect } from 'chai'
import { id } from 'ethers'
import fc from 'fast-check'
import { utf8Text } from '../../../sdk/crypto/bytes.ts'
import { canonicalJson, hashCanonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const text = (value: unknown) => utf8Text(canonicalJson(value))

describe('canonical JSON (RFC 8785)', () => {
  it('serialises the example of section 3.2.2', () => {
    const value = {
      numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\\\"\u002f',
      literals: [null, true, false],
    }
    expect(text(value)).to.equal(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\\\\\"/"}',
    )
  })

  it('sorts the member names of section 3.2.3 by UTF-16 code units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(Object.values(JSON.parse(text(value)))).to.have.length(7)
    const order = ['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew'].map((name) =>
      text(value).indexOf(name),
    )
    expect(order).to.deep.equal(order.toSorted((left, right) => left - right))
  })

  it('writes the numbers of appendix B', () => {
    // The first bytes of each IEEE 754 double as the appendix lists them, and its text.
    const samples: [string, string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['ffefffffffffffff', '-1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['c340000000000000', '-9007199254740992'],
      ['4430000000000000', '295147905179352830000'],
      ['44b52d02c7e14af5', '9.999999999999997e+22'],
      ['44b52d02c7e14af6', '1e+23'],
      ['44b52d02c7e14af7', '1.0000000000000001e+23'],
      ['444b1ae4d6e2ef4e', '999999999999999700000'],
      ['444b1ae4d6e2ef4f', '999999999999999900000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['41b3de4355555554', '333333333.33333325'],
      ['41b3de4355555555', '333333333.3333333'],
      ['41b3de4355555556', '333333333.3333334'],
      ['41b3de4355555557', '333333333.33333343'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
      ['43143ff3c1cb0959', '1424953923781206.2'],
    ]
    for (const [bits, expected] of samples) {
      expect(text(Buffer.from(bits, 'hex').readDoubleBE(0)), bits).to.equal(expected)
    }
  })

  it('means the same value, whatever order the members were written in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(text(value))).to.deep.equal(JSON.parse(JSON.stringify(value)))
      }),
    )
    expect(hashCanonicalJson({ a: 1, b: [2] })).to.equal(hashCanonicalJson({ b: [2], a: 1 }))
    expect(hashCanonicalJson({ a: 1 })).not.to.equal(hashCanonicalJson({ a: '1' }))
  })

  it('hashes the UTF-8 bytes with keccak256', () => {
    expect(hashCanonicalJson({ name: 'Äskulap' })).to.equal(id('{"name":"Äskulap"}'))
  })

  it('refuses what has no JSON form and names the place, never the value', () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    const refused: [unknown, string][] = [
      [undefined, '$'],
      [{ result: { value: Number.NaN } }, '$.result.value'],
      [[1, Number.POSITIVE_INFINITY], '$[1]'],
      [{ a: undefined }, '$.a'],
      [{ a: 1n }, '$.a'],
      [{ a: () => 1 }, '$.a'],
      [{ a: Symbol('a') }, '$.a'],
      [{ a: '\ud800' }, '$.a'],
      [{ '\udc00': 1 }, '$'],
      [new Date(0), '$'],
      [{ a: new Map() }, '$.a'],
      [{ a: new Uint8Array(2) }, '$.a'],
      [{ toJSON: () => 'other' }, '$'],
      [new Array(1), '$[0]'],
      [circular, '$.self'],
    ]
    for (const [value, place] of refused) {
      expect(() => canonicalJson(value))
        .to.throw(InvalidInputError)
        .that.satisfies((error: InvalidInputError) => {
          expect(error.code).to.equal('JSON_INVALID')
          expect(error.message).to.include(`at ${place}`)
          return true
        })
    }
  })
})
