import { expect } from 'chai'
import { type ErrorCode, SalusError } from '../../sdk/errors/index.ts'

/** The SalusError that an action ends in; fails the test when it ends otherwise. */
export async function errorOf(action: () => unknown): Promise<SalusError> {
  try {
    await action()
  } catch (error) {
    expect(error).to.be.instanceOf(SalusError)
    return error as SalusError
  }
  throw new Error('No error was thrown.')
}

/** Expects a SalusError of this code whose sentence holds the words. */
export async function expectError(action: () => unknown, code: ErrorCode, words: RegExp): Promise<void> {
  const error = await errorOf(action)
  expect(error.code).to.equal(code)
  expect(error.message).to.match(words)
}
