import type { PatientDisclosures } from '../../sdk/gateway/protocol.ts'
import type { GatewayContext } from '../context.ts'
import type { ReceiptPage } from '../store/gatewayStore.ts'
import { withProofs } from './withProofs.ts'

/** A page of the receipts about all records of a patient, and how many there are. */
export async function patientDisclosures(
  context: GatewayContext,
  patient: string,
  page: ReceiptPage,
): Promise<PatientDisclosures> {
  const { store } = context
  const held = store.receiptsOfPatient(patient, page)
  const logged = await withProofs(context, held)
  return {
    total: store.countReceiptsOfPatient(patient, page.accessesOnly),
    disclosures: logged.map((disclosure, index) => ({ id: held[index]?.id ?? 0, ...disclosure })),
  }
}
