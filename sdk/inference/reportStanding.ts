import type { Contracts } from '../chain/contracts.ts'
import { latestBlock } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { decideMany } from '../consent/decideMany.ts'
import { type Decision, isPersonAllowed } from '../consent/decision.ts'
import { recordIdOf } from '../records/recordRef.ts'
import { type RecordStatus, statusOf } from '../records/status.ts'
import type { InferenceRequest } from './inferenceRequest.ts'
import type { LandedReport } from './landedReport.ts'

/** Statuses of a model version, in the order of `IModelRegistry.Status`. */
const MODEL_STATUSES = ['unknown', 'approved', 'suspended', 'retired'] as const

/** What happened on chain since a report landed, or how its parts stand now. */
export interface ReportStanding {
  /** Block at which the chain was read. */
  readonly block: number
  /** Empty where nothing speaks against the report. */
  readonly flags: readonly StandingFlag[]
}

export type StandingFlag =
  /** The authority doubts the model version, or took it out of use. */
  | { readonly kind: 'model-suspended' | 'model-retired'; readonly since: number }
  | {
      readonly kind: 'record-amended' | 'record-entered-in-error' | 'record-erased'
      readonly recordId: string
      /** Seconds since 1970. */
      readonly since: number
    }
  /** One of those who signed was taken off the committee later. */
  | { readonly kind: 'signer-excluded'; readonly signer: string; readonly organisation: string }
  /** For information: what was read cannot be unread, and the report stays what it was. */
  | {
      readonly kind: 'consent-ended'
      readonly holder: 'requester' | 'committee'
      readonly decision: Decision
    }

/** Whether a flag puts the report in doubt; the others are for information. */
export const isDoubt = ({ kind }: StandingFlag): boolean =>
  kind !== 'consent-ended' && kind !== 'model-retired'

/**
 * Reads how a landed report stands at the latest block: its model version, its records, its signers and the patient's
 * consents.
 *
 * @throws UnavailableError CHAIN_UNAVAILABLE
 */
export async function readReportStanding(
  contracts: Contracts,
  request: InferenceRequest,
  landed: LandedReport,
): Promise<ReportStanding> {
  const block = await latestBlock(contracts)
  const flags = await Promise.all([
    modelFlags(contracts, landed, block),
    recordFlags(contracts, request, block),
    signerFlags(contracts, landed, block),
    consentFlags(contracts, request, block),
  ])
  return { block, flags: flags.flat() }
}

async function modelFlags(
  { modelRegistry }: Contracts,
  { modelVersion }: LandedReport,
  block: number,
): Promise<StandingFlag[]> {
  const { status, changedAt } = await read(modelRegistry.stateOf(modelVersion, { blockTag: block }))
  const name = MODEL_STATUSES[Number(status)]
  if (name !== 'suspended' && name !== 'retired') return []
  return [{ kind: `model-${name}`, since: Number(changedAt) }]
}

async function recordFlags(
  contracts: Contracts,
  { records }: InferenceRequest,
  block: number,
): Promise<StandingFlag[]> {
  const found = await Promise.all(
    records.map(async (ref): Promise<StandingFlag[]> => {
      const recordId = recordIdOf(contracts, ref)
      const state = await read(contracts.recordRegistry.stateOf(recordId, { blockTag: block }))
      const status: RecordStatus = statusOf(state.status)
      if (status !== 'amended' && status !== 'entered-in-error' && status !== 'erased') return []
      return [{ kind: `record-${status}`, recordId, since: Number(state.retiredAt) }]
    }),
  )
  return found.flat()
}

/** Before the landing an excluded signer does not count, so every exclusion of one who signed came later. */
async function signerFlags(
  { oracleCommittee }: Contracts,
  { configDigest, signers, blockNumber }: LandedReport,
  block: number,
): Promise<StandingFlag[]> {
  const events = await read(
    oracleCommittee.queryFilter(oracleCommittee.filters.SignerExcluded(configDigest), blockNumber, block),
  )
  const excluded = new Set(events.map(({ args }) => args.signer))
  return signers.flatMap(({ address, organisation }) =>
    excluded.has(address) ? [{ kind: 'signer-excluded' as const, signer: address, organisation }] : [],
  )
}

async function consentFlags(
  contracts: Contracts,
  { requester, purpose, records }: InferenceRequest,
  block: number,
): Promise<StandingFlag[]> {
  const holders = [
    ['requester', requester],
    ['committee', contracts.deployment.contracts.oracleCommittee],
  ] as const
  const found = await Promise.all(
    holders.map(async ([holder, grantee]): Promise<StandingFlag[]> => {
      const questions = records.map(({ patient, category }) => ({ patient, grantee, category, purpose }))
      const decisions = await decideMany(contracts, questions, block)
      const ended = decisions.find((decision) => !isPersonAllowed(decision))
      return ended === undefined ? [] : [{ kind: 'consent-ended', holder, decision: ended }]
    }),
  )
  return found.flat()
}
