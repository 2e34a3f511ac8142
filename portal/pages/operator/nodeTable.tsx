import type { NodeStatus } from '../../../sdk/inference/nodeStatus.ts'
import { WORK_KINDS } from '../../../sdk/inference/nodeStatus.ts'
import type { NodeReading } from '../../../sdk/inference/readNodes.ts'
import type { Settings } from '../../app/settings.ts'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatNumber, formatTime } from '../../words/format.ts'
import type { NodeRow } from './nodeRows.ts'

const { nodes } = words.operator

export interface NodeTableProps {
  readonly settings: Settings
  readonly rows: readonly NodeRow[]
  /** Latest reports that were looked at. */
  readonly reports: number
}

/** One row a node: what the chain says of it first, then what it says itself. */
export function NodeTable({ settings, rows, reports }: NodeTableProps) {
  return (
    <Table
      caption={nodes.caption}
      rows={rows}
      keyOf={({ signer }) => signer}
      columns={[
        { title: nodes.node, cell: ({ signer }) => <Party settings={settings} address={signer} /> },
        {
          title: nodes.organisation,
          cell: ({ member }) =>
            member ? <Party settings={settings} address={member.organisation} /> : nodes.none,
        },
        { title: nodes.signature, cell: ({ member }) => <Signature member={member} /> },
        {
          title: nodes.signed,
          cell: ({ member }) => (member ? nodes.ofReports(member.signed, reports) : nodes.none),
        },
        { title: nodes.state, cell: ({ reading }) => <State reading={reading} /> },
        { title: nodes.block, cell: ({ reading }) => <Block reading={reading} /> },
        { title: nodes.reorganisation, cell: ({ reading }) => said(reading, reorganisation) },
        { title: nodes.queue, cell: ({ reading }) => said(reading, queue) },
        { title: nodes.agreement, cell: ({ reading }) => said(reading, agreement) },
      ]}
    />
  )
}

function Signature({ member }: Pick<NodeRow, 'member'>) {
  if (member?.isSigner) return <span class="state-good">{nodes.signer}</span>
  return <span class="state-bad">{member ? nodes.excluded : nodes.stranger}</span>
}

function State({ reading }: { readonly reading: NodeReading | null }) {
  if (!reading) return <span class="muted">{nodes.unknown}</span>
  const { state } = reading
  return <span class={state === 'well' ? 'state-good' : 'state-bad'}>{nodes.states[state]}</span>
}

function Block({ reading }: { readonly reading: NodeReading | null }) {
  const { head } = reading?.status ?? {}
  if (!head) return nodes.none
  return (
    <>
      {formatNumber(head.number)} <span class="muted">{nodes.lag(reading?.lag ?? 0)}</span>
    </>
  )
}

const said = (reading: NodeReading | null, tell: (status: NodeStatus) => string): string =>
  reading?.status ? tell(reading.status) : nodes.none

const reorganisation = ({ lastReorganisation: last, startedAt }: NodeStatus): string =>
  last
    ? nodes.reorganised(last.depth, formatTime(new Date(last.at)))
    : nodes.notReorganised(formatTime(new Date(startedAt)))

function queue({ queue: loads }: NodeStatus): string {
  const busy = WORK_KINDS.filter((kind) => loads[kind].waiting + loads[kind].underWay > 0)
  if (busy.length === 0) return nodes.idle
  return busy.map((kind) => nodes.load(nodes.kinds[kind], loads[kind])).join('; ')
}

const agreement = ({ landed: { agreed, differed }, disagreements }: NodeStatus): string =>
  [
    agreed + differed === 0 ? nodes.nothingLanded : nodes.agreed(agreed, agreed + differed),
    ...(disagreements > 0 ? [nodes.disagreements(disagreements)] : []),
  ].join('; ')
