import { expect } from 'chai'
import fc from 'fast-check'
import {
  createRecoveryCode,
  formatRecoveryCode,
  parseRecoveryCode,
} from '../../../sdk/crypto/recoveryCode.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secrets = fc.uint8Array({ minLength: 16, maxLength: 16 })

function isRefused(code: string): boolean {
  try {
    parseRecoveryCode(code)
    return false
  } catch (error) {
    return error instanceof InvalidInputError && error.code === 'RECOVERY_CODE_INVALID'
  }
}

describe('recovery code', () => {
  it('is 28 characters in 7 groups, and never the same', () => {
    const codes = Array.from({ length: 50 }, createRecoveryCode)
    for (const code of codes) expect(code).to.match(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(new Set(codes)).to.have.property('size', 50)
  })

  it('gives back the 16 bytes', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        expect(parseRecoveryCode(formatRecoveryCode(secret))).to.deep.equal(secret)
      }),
    )
  })

  it('forgives case, spaces, missing dashes, and O for 0, I and L for 1', () => {
    const secret = new Uint8Array(16)
    secret[15] = 1
    const code = formatRecoveryCode(secret)
    expect(code).to.include('0').and.include('1')
    const typed = [
      code.toLowerCase(),
      code.replaceAll('-', ''),
      code.replaceAll('-', ' '),
      code.replaceAll('0', 'o'),
      code.replaceAll('1', 'l'),
      code.replaceAll('1', 'I'),
      ` ${code}\n`,
    ]
    for (const text of typed) expect(parseRecoveryCode(text)).to.deep.equal(secret)
  })

  it('refuses every single wrong character', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const code = formatRecoveryCode(secret).replaceAll('-', '')
        for (let position = 0; position < code.length; position++) {
          for (const character of alphabet) {
            if (character === code[position]) continue
            expect(isRefused(code.slice(0, position) + character + code.slice(position + 1))).to.equal(true)
          }
        }
      }),
      { numRuns: 10 },
    )
  })

  it('refuses any two neighbours swapped', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const code = formatRecoveryCode(secret).replaceAll('-', '')
        for (let position = 0; position + 1 < code.length; position++) {
          const [left = '', right = ''] = code.slice(position, position + 2)
          if (left === right) continue
          expect(isRefused(code.slice(0, position) + right + left + code.slice(position + 2))).to.equal(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('refuses what is too short, too long, out of the alphabet or above 128 bits, without repeating it', () => {
    const code = createRecoveryCode()
    for (const text of [
      '',
      'abc',
      code.slice(0, -1),
      `${code}0`,
      code.replace(/.$/, 'U'),
      'Z'.repeat(28),
      '*'.repeat(28),
    ]) {
      expect(isRefused(text), text).to.equal(true)
    }
    expect(() => parseRecoveryCode(`${code}QQQQ`))
      .to.throw()
      .that.satisfies((error: Error) => !error.message.includes('QQQQ'))
    expect(() => formatRecoveryCode(new Uint8Array(15))).to.throw(InvalidInputError)
  })
})
