import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { joinSignatures, type ReportSignature } from '../inference/reportSignatures.ts'
import { type Alert, SEVERITIES } from './alert.ts'
import { encodeStandingRequest, type StandingRequest } from './standingRequest.ts'

/** Reports an event with exactly a quorum of signatures over {@link alertReport}; they are put in order. */
export function reportAlert(
  contracts: Contracts,
  standing: StandingRequest,
  { eventHash, severity, reportHash }: Alert,
  configDigest: string,
  signatures: readonly ReportSignature[],
): Promise<ContractTransactionReceipt> {
  return send(
    contracts.monitoring.report(
      encodeStandingRequest(standing),
      eventHash,
      SEVERITIES.indexOf(severity),
      reportHash,
      configDigest,
      joinSignatures(signatures),
    ),
  )
}
