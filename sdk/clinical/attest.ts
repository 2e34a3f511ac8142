import { read } from '../chain/send.ts'
import { type Attestation, stateAttestation } from '../inference/attestation.ts'
import { attestReport } from '../inference/attestReport.ts'
import { type LaterOutcome, stateOutcome } from '../inference/outcome.ts'
import { recordOutcome } from '../inference/recordOutcome.ts'
import type { ClinicalAccess } from './clinicalAccess.ts'
import { type Committed, commitOnce, type StatementFile } from './commitOnce.ts'
import type { OpenedRequest } from './openRequest.ts'

/** What a clinician makes of a report, whose patient they have confirmed by name and birth date. */
export type Judgement = Pick<Attestation, 'verdict' | 'reasonCode' | 'note'>

/** Attests to a report on chain and hands the words to the gateway. @throws as `commitOnce`; as the contract refuses */
export async function attest(
  { contracts, gateway, account }: ClinicalAccess,
  { requestId, request, outputHash }: OpenedRequest,
  judgement: Judgement,
  file: StatementFile,
): Promise<Committed> {
  const said: Omit<Attestation, 'format'> = {
    requestId,
    outputHash,
    clinician: account,
    ...judgement,
    patientCheckedBy: ['name', 'birth-date'],
  }
  // Found out before anything is saved: an override without a reason, for one.
  const { content } = stateAttestation(said)
  return commitOnce(file, {
    content,
    make: () => stateAttestation(said),
    async onChain() {
      const { attestedAt, commitment } = await read(
        contracts.inferenceOracle.attestationOf(requestId, account),
      )
      return attestedAt === 0n ? null : commitment
    },
    isReplaceable: false,
    send: (commitment) => attestReport(contracts, request, commitment),
    handIn: (statement) => gateway.handInAttestation(requestId, statement),
  })
}

/** Records what became of a report that the caller attested to. The latest counts. @throws likewise */
export async function recordLaterOutcome(
  { contracts, gateway, account }: ClinicalAccess,
  requestId: string,
  outputHash: string,
  learnt: Pick<LaterOutcome, 'outcome' | 'note'>,
  file: StatementFile,
): Promise<Committed> {
  const said: Omit<LaterOutcome, 'format'> = { requestId, outputHash, clinician: account, ...learnt }
  const { content } = stateOutcome(said)
  return commitOnce(file, {
    content,
    make: () => stateOutcome(said),
    async onChain() {
      const { inferenceOracle, deployment } = contracts
      const events = await read(
        inferenceOracle.queryFilter(
          inferenceOracle.filters.OutcomeRecorded(requestId, account),
          deployment.block,
        ),
      )
      return events.at(-1)?.args.commitment ?? null
    },
    isReplaceable: true,
    send: (commitment) => recordOutcome(contracts, requestId, commitment),
    handIn: (statement) => gateway.handInOutcome(requestId, statement),
  })
}
