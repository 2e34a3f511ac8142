import type { NumberedDisclosure } from '../../sdk/gateway/protocol.ts'
import type { GatewayContext } from '../context.ts'
import { withProofs } from './withProofs.ts'

/** Receipts about all records of a patient, the oldest first, from the one after number `after` on. */
export async function patientDisclosures(
  context: GatewayContext,
  patient: string,
  { after = 0, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<{ disclosures: NumberedDisclosure[] }> {
  const held = context.store.receiptsOfPatient(patient, after, limit)
  const logged = await withProofs(context, held)
  return { disclosures: logged.map((disclosure, index) => ({ id: held[index]?.id ?? 0, ...disclosure })) }
}
