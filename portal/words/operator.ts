import type { WorkKind } from '../../sdk/inference/nodeStatus.ts'
import type { NodeState } from '../../sdk/inference/readNodes.ts'
import type { ModelStatus } from '../../sdk/inference/readOracleOverview.ts'
import { formatNumber } from './format.ts'

const blocks = (count: number) => (count === 1 ? '1 block' : `${formatNumber(count)} blocks`)

/** What the operator's page says. */
export const operator = {
  title: 'The oracle network',
  lead: 'Who is in the committee and who signs, by the chain; and how each node says that it stands.',
  facts: {
    looked: 'Nodes asked at',
    head: 'Latest block',
    age: 'Age of that block',
    reports: 'Latest reports looked at',
    open: 'Open requests among the latest',
  },
  nodes: {
    caption: 'Nodes',
    node: 'Node',
    organisation: 'Organisation',
    signature: 'By the chain',
    signer: 'its signature counts',
    excluded: 'excluded, or not yet in force',
    stranger: 'not in the committee',
    signed: 'Signed',
    ofReports: (signed: number, reports: number) =>
      `${formatNumber(signed)} of the last ${formatNumber(reports)}`,
    state: 'State',
    unknown: 'not asked: the settings of this page do not say where it is',
    states: {
      well: 'answers, and follows the chain',
      unreachable: 'does not answer',
      malformed: 'answers, but not as a node does',
      stranger: 'says that it signs as another account',
      blind: 'says that it does not see the chain',
      branched: 'has seen a block that is not in this chain',
      behind: 'is behind the chain',
      ahead: 'is ahead of this page’s own node of the chain',
    } satisfies Record<NodeState, string>,
    block: 'Its block',
    lag: (lag: number) =>
      lag === 0 ? 'the latest' : lag > 0 ? `${blocks(lag)} behind` : `${blocks(-lag)} ahead`,
    reorganisation: 'Last reorganisation',
    reorganised: (depth: number, at: string) => `${blocks(depth)} taken back, seen ${at}`,
    notReorganised: (since: string) => `none since it started, ${since}`,
    queue: 'Queue',
    kinds: {
      requests: 'requests',
      alerts: 'watched records',
      logs: 'temperature logs',
      plans: 'replenishment policies',
    } satisfies Record<WorkKind, string>,
    load: (kind: string, { waiting, underWay }: { readonly waiting: number; readonly underWay: number }) =>
      `${kind}: ${formatNumber(waiting)} waiting, ${formatNumber(underWay)} under way`,
    idle: 'nothing waits',
    agreement: 'Agreement',
    agreed: (agreed: number, landed: number) =>
      `${formatNumber(agreed)} of ${formatNumber(landed)} landed as it had signed`,
    nothingLanded: 'nothing landed that it had signed before, since it started',
    disagreements: (count: number) =>
      count === 1 ? 'another node differed once' : `other nodes differed ${formatNumber(count)} times`,
    none: '–',
  },
  claims:
    'State, block, reorganisation, queue and agreement are what the node says of itself. This page holds its block against the chain; the rest is the word of whoever runs it.',
  quorumOnly:
    'A report lands as soon as enough nodes agree: a node that signs fewer may be late, or may disagree.',
  models: {
    caption: 'Model versions',
    title: 'Model',
    untitled: 'not named in the settings of this page',
    version: 'Version',
    state: 'By the chain',
    run: 'Nodes that say they run it',
    nobody: 'none',
    statuses: {
      unknown: 'never approved',
      approved: 'approved',
      suspended: 'suspended',
      retired: 'retired',
    } satisfies Record<ModelStatus, string>,
  },
  reload: 'Look again',
  stopRepeating: 'Stop asking by itself',
  repeat: (seconds: number) => `Ask every ${formatNumber(seconds)} seconds`,
} as const
