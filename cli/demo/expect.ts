import { IntegrityError, SalusError } from '../../sdk/errors/index.ts'

/** Fails the story where something that it claims does not hold. @throws IntegrityError DEMO_FAILED */
export function expect(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new IntegrityError('DEMO_FAILED', `This should hold, and does not: ${claim}.`)
}

/** The refusal that the story expects. @throws IntegrityError DEMO_FAILED where the work goes through */
export async function expectRefusal(claim: string, work: () => Promise<unknown>): Promise<SalusError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof SalusError) return error
    throw error
  }
  throw new IntegrityError('DEMO_FAILED', `This should have been refused, and was not: ${claim}.`)
}

/** Seconds, on a machine that has much else to do. */
const PATIENCE = 180

/** Waits until `look` finds something. @throws IntegrityError DEMO_FAILED after {@link PATIENCE} */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = performance.now() + PATIENCE * 1000
  while (performance.now() < end) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new IntegrityError('DEMO_FAILED', `Waited ${PATIENCE} seconds for ${what}.`)
}
