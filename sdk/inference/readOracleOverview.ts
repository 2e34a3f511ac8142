import type { Contracts } from '../chain/contracts.ts'
import { type BlockHeader, latestHeader } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { FinalError } from '../errors/index.ts'
import { readLandedReport } from './landedReport.ts'

/** Reports and requests that are looked at: the latest. */
const LATEST = 20
/** In the order of `IInferenceOracle.RequestStatus`. */
const OPEN = 1n
/** Statuses of a model version, in the order of `IModelRegistry.Status`. */
const MODEL_STATUSES = ['unknown', 'approved', 'suspended', 'retired'] as const
export type ModelStatus = (typeof MODEL_STATUSES)[number]

export interface CommitteeMember {
  readonly address: string
  readonly organisation: string
  /** Whether its signature counts now. */
  readonly isSigner: boolean
  /** Of the latest reports, how many it signed. */
  readonly signed: number
}

/** How the committee stands, as the chain alone has it. */
export interface OracleOverview {
  readonly head: BlockHeader
  readonly members: readonly CommitteeMember[]
  /** Latest reports that were looked at. */
  readonly reports: number
  /** Of the latest requests, those that no report answers yet. */
  readonly open: number
  readonly models: readonly { readonly version: string; readonly status: ModelStatus }[]
}

/** @throws UnavailableError CHAIN_UNAVAILABLE */
export async function readOracleOverview(contracts: Contracts): Promise<OracleOverview> {
  const { inferenceOracle, modelRegistry, oracleCommittee, deployment } = contracts
  const from = deployment.block
  const [head, announced, landed, requested, approved] = await Promise.all([
    latestHeader(contracts),
    read(oracleCommittee.queryFilter(oracleCommittee.filters.CommitteeAnnounced(), from)),
    read(inferenceOracle.queryFilter(inferenceOracle.filters.ReportLanded(), from)),
    read(inferenceOracle.queryFilter(inferenceOracle.filters.InferenceRequested(), from)),
    read(modelRegistry.queryFilter(modelRegistry.filters.ModelApproved(), from)),
  ])
  const signers = await Promise.all(
    landed.slice(-LATEST).map(({ args }) => signersOf(contracts, args.requestId)),
  )
  const states = await Promise.all(
    requested.slice(-LATEST).map(({ args }) => read(inferenceOracle.requestOf(args.requestId))),
  )
  const { signers: accounts = [], organisations = [] } = announced.at(-1)?.args ?? {}
  const members = await Promise.all(
    accounts.map(async (address, index) => ({
      address,
      organisation: organisations[index] ?? '',
      isSigner: await read(oracleCommittee.isSigner(address)),
      signed: signers.filter((some) => some.includes(address)).length,
    })),
  )
  const versions = [...new Set(approved.map(({ args }) => args.version))]
  const models = await Promise.all(
    versions.map(async (version) => {
      const { status } = await read(modelRegistry.stateOf(version))
      return { version, status: MODEL_STATUSES[Number(status)] ?? 'unknown' }
    }),
  )
  const open = states.filter(({ status }) => status === OPEN).length
  return { head, members, reports: signers.length, open, models }
}

/** None where the transaction of a report does not carry signatures of the committee. */
async function signersOf(contracts: Contracts, requestId: string): Promise<readonly string[]> {
  try {
    return (await readLandedReport(contracts, requestId)).signers.map(({ address }) => address)
  } catch (error) {
    if (error instanceof FinalError) return []
    throw error
  }
}
