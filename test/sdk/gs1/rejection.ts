import { expect } from 'chai'
import { SalusError } from '../../../sdk/errors/index.ts'

/** The action fails with GS1_INVALID, in one sentence that quotes none of the digits it was given. */
export function expectInvalid(action: () => unknown, secret?: string): string {
  try {
    action()
  } catch (error) {
    expect(error).to.be.instanceOf(SalusError)
    const { code, message } = error as SalusError
    expect(code).to.equal('GS1_INVALID')
    expect(message).to.match(/^[A-Z].*[.]$/)
    if (secret) expect(message).to.not.include(secret)
    return message
  }
  throw new Error('Nothing was refused.')
}

/** Anything but a SalusError is a fault of Salus. */
export function salusErrorOnly<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof SalusError)) throw error
    return undefined
  }
}
