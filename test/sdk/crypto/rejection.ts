/** The error a promise rejects with; a promise that does not reject fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
    throw new TypeError('rejected with something that is not an Error')
  }
  throw new TypeError('expected a rejection, but the promise was fulfilled')
}
