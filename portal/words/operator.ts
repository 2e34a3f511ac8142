import type { ModelStatus } from '../../sdk/inference/readOracleOverview.ts'
import { formatNumber } from './format.ts'

/** What the operator's page says. */
export const operator = {
  title: 'The oracle network',
  lead: 'As the chain has it: who is in the committee, who signs, and which models it may run.',
  facts: {
    head: 'Latest block',
    age: 'Age of that block',
    reports: 'Latest reports looked at',
    open: 'Open requests among the latest',
  },
  members: 'Committee',
  node: 'Node',
  organisation: 'Organisation',
  state: 'Now',
  signer: 'its signature counts',
  excluded: 'excluded, or not yet in force',
  signed: 'Signed',
  ofReports: (signed: number, reports: number) => `${formatNumber(signed)} of ${formatNumber(reports)}`,
  quorumOnly:
    'A report lands as soon as enough nodes agree: a node that signs fewer may be late, or may disagree.',
  models: 'Model versions',
  version: 'Version',
  statuses: {
    unknown: 'unknown',
    approved: 'approved',
    suspended: 'suspended',
    retired: 'retired',
  } satisfies Record<ModelStatus, string>,
  reload: 'Look again',
} as const
