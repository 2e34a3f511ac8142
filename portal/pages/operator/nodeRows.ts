import type { NodeReading } from '../../../sdk/inference/readNodes.ts'
import type {
  CommitteeMember,
  ModelStatus,
  OracleOverview,
} from '../../../sdk/inference/readOracleOverview.ts'
import type { Settings } from '../../app/settings.ts'

/** One node: what the chain says of it, and what it says itself. */
export interface NodeRow {
  readonly signer: string
  /** Null where it is not in the committee. */
  readonly member: CommitteeMember | null
  /** Null where the settings do not say where it is. */
  readonly reading: NodeReading | null
}

/** The committee, and after it whom the settings name besides. */
export function nodeRows(
  { members }: Pick<OracleOverview, 'members'>,
  { oracles }: Pick<Settings, 'oracles'>,
  readings: readonly NodeReading[],
): NodeRow[] {
  const signers = new Set([...members.map(({ address }) => address), ...oracles.map(({ signer }) => signer)])
  return [...signers].map((signer) => ({
    signer,
    member: members.find(({ address }) => address === signer) ?? null,
    reading: readings.find((reading) => reading.signer === signer) ?? null,
  }))
}

export interface ModelRow {
  readonly version: string
  /** By the chain. */
  readonly status: ModelStatus
  /** Signers whose nodes say that they answer for it. */
  readonly signers: readonly string[]
}

/** Every version that was ever approved, and after them those that only nodes speak of. */
export function modelRows(
  { models }: Pick<OracleOverview, 'models'>,
  readings: readonly NodeReading[],
): ModelRow[] {
  const known = new Map(models.map(({ version, status }) => [version, status]))
  const versions = new Set([...known.keys(), ...readings.flatMap(({ status }) => status?.models ?? [])])
  return [...versions].map((version) => ({
    version,
    status: known.get(version) ?? 'unknown',
    signers: readings.filter(({ status }) => status?.models.includes(version)).map(({ signer }) => signer),
  }))
}
