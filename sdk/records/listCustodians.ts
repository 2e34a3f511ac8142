import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'

/** The organisations that a patient is enrolled with now. Read from the chain's events and state. */
export async function listCustodians(
  { recordRegistry, deployment }: Contracts,
  patient: string,
): Promise<readonly string[]> {
  const filter = recordRegistry.filters.PatientEnrolled(patient)
  const events = await read(recordRegistry.queryFilter(filter, deployment.block))
  const organisations = [...new Set(events.map(({ args }) => args.custodianOrg))]
  const enrolled = await Promise.all(
    organisations.map((organisation) => read(recordRegistry.isEnrolled(patient, organisation))),
  )
  return organisations.filter((_, index) => enrolled[index])
}
