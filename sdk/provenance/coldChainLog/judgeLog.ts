import { AbiCoder, type ContractTransactionReceipt, keccak256 } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import { joinSignatures, type ReportSignature } from '../../inference/reportSignatures.ts'
import type { Report } from '../../inference/signedReport.ts'
import { LOG_VERDICTS, type LogVerdict } from '../history/step.ts'
import type { UnitPlace } from '../unit.ts'
import { logIdOf } from './signLog.ts'

/** What the committee found in the readings of one log. */
export interface LogJudgement {
  readonly unit: UnitPlace
  readonly eventHash: string
  readonly modelVersion: string
  readonly verdict: Exclude<LogVerdict, 'none'>
  /** Hash of the assessment. */
  readonly assessmentHash: string
}

/** What each node signs, as it signs reports. */
export const judgementReport = (
  contracts: Contracts,
  { unit, eventHash, modelVersion, verdict, assessmentHash }: LogJudgement,
  configDigest: string,
): Report => ({
  consumer: contracts.deployment.contracts.coldChain,
  configDigest,
  requestId: logIdOf(contracts, unit, eventHash),
  modelVersion,
  outputHash: keccak256(
    AbiCoder.defaultAbiCoder().encode(['uint8', 'bytes32'], [LOG_VERDICTS.indexOf(verdict), assessmentHash]),
  ),
})

/** Lands the committee's verdict with exactly a quorum of signatures over {@link judgementReport}; they are put in order. */
export function judgeLog(
  contracts: Contracts,
  { unit, eventHash, modelVersion, verdict, assessmentHash }: LogJudgement,
  configDigest: string,
  signatures: readonly ReportSignature[],
): Promise<ContractTransactionReceipt> {
  return send(
    contracts.coldChain.judge(
      { ...unit, parentLevel: unit.level },
      eventHash,
      modelVersion,
      LOG_VERDICTS.indexOf(verdict),
      assessmentHash,
      configDigest,
      joinSignatures(signatures),
    ),
  )
}
