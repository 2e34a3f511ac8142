import type { GatewayContext } from './context.ts'
import { resumeAnchors } from './records/anchorHeld.ts'
import { resumeErasures } from './records/eraseRecord.ts'

/** Finishes what a crash, or a chain that was away, left half done. Gives what went wrong, one error per record. */
export async function resume(context: GatewayContext): Promise<unknown[]> {
  return [...(await resumeAnchors(context)), ...(await resumeErasures(context))]
}
