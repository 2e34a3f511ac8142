import type { Settings } from '../../app/settings.ts'
import { nameOf } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatList } from '../../words/format.ts'
import type { ModelRow } from './nodeRows.ts'

const { models } = words.operator

export interface ModelTableProps {
  readonly settings: Settings
  readonly rows: readonly ModelRow[]
}

/** Which versions the chain approves, and which nodes say that they run them. */
export function ModelTable({ settings, rows }: ModelTableProps) {
  return (
    <Table
      caption={models.caption}
      rows={rows}
      keyOf={({ version }) => version}
      columns={[
        {
          title: models.title,
          cell: ({ version }) =>
            settings.models.find((model) => model.version === version)?.title ?? models.untitled,
        },
        { title: models.version, cell: ({ version }) => <span class="code">{version}</span> },
        {
          title: models.state,
          cell: ({ status }) => (
            <span class={status === 'approved' ? 'state-good' : 'state-bad'}>{models.statuses[status]}</span>
          ),
        },
        {
          title: models.run,
          cell: ({ signers }) =>
            signers.length === 0
              ? models.nobody
              : formatList(signers.map((signer) => nameOf(settings, signer))),
        },
      ]}
    />
  )
}
