import { ZeroAddress } from 'ethers'
import { ROLES, type Role } from '../../accreditation/roles.ts'
import type { Contracts } from '../../chain/contracts.ts'
import { read } from '../../chain/send.ts'
import type { UnitPlace } from '../unit.ts'
import { INVESTIGATION_VERDICTS, type InvestigationVerdict } from './verdicts.ts'

/** In the order of `IInvestigations.Overdue`. */
const OVERDUE = ['nothing', 'determination', 'notification'] as const

/** The latest investigation of one unit. Times are seconds since 1970. */
export interface InvestigationState {
  readonly organisation: string
  /** In which it was opened. */
  readonly role: Role | null
  readonly openedAt: number
  readonly determinedAt: number | null
  readonly notifiedAt: number | null
  readonly verdict: InvestigationVerdict
  readonly overdue: (typeof OVERDUE)[number]
  /** When the next thing is or was due, or null. */
  readonly dueAt: number | null
}

/** The latest investigation of exactly this unit, or undefined. */
export async function readInvestigation(
  { investigations }: Contracts,
  { batchId, level, position }: UnitPlace,
): Promise<InvestigationState | undefined> {
  const [investigation, [overdue, dueAt]] = await Promise.all([
    read(investigations.investigationOf(batchId, level, position)),
    read(investigations.overdueOf(batchId, level, position)),
  ])
  if (investigation.organisation === ZeroAddress) return undefined
  return {
    organisation: investigation.organisation,
    role: roleOf(Number(investigation.role)),
    openedAt: Number(investigation.openedAt),
    determinedAt: Number(investigation.determinedAt) || null,
    notifiedAt: Number(investigation.notifiedAt) || null,
    verdict: INVESTIGATION_VERDICTS[Number(investigation.verdict)] ?? 'open',
    overdue: OVERDUE[Number(overdue)] ?? 'nothing',
    dueAt: Number(dueAt) || null,
  }
}

const roleOf = (bit: number): Role | null =>
  (Object.keys(ROLES) as Role[]).find((role) => ROLES[role] === bit) ?? null
