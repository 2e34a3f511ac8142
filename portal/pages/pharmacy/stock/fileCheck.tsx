import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { checkStanding, type StandingChecks } from '../../../../sdk/planning/checkStanding.ts'
import { MAXIMUM_POLICY_BYTES, type PolicyFile, parsePolicyFile } from '../../../../sdk/planning/policy.ts'
import { FileDrop } from '../../../parts/fileDrop.tsx'
import { Table } from '../../../parts/table.tsx'
import { TroubleNote } from '../../../parts/trouble.tsx'
import { words } from '../../../words/en.ts'
import type { SiteOpening } from './stockWork.ts'

/** Holds what the gateway shows against the chain, by the secret that the reader has. */
export function FileCheck({ site }: { readonly site: SiteOpening }) {
  const { standing, state } = site
  const known = useSignal<PolicyFile | null>(null)
  const trouble = useSignal<unknown>(null)
  const file = known.value
  const checks = useMemo(() => file && checkStanding(file, state, standing), [file, state, standing])
  const take = async (dropped: File) => {
    trouble.value = null
    known.value = null
    try {
      const bytes = await dropped.slice(0, MAXIMUM_POLICY_BYTES + 1).arrayBuffer()
      const parsed = parsePolicyFile(new Uint8Array(bytes))
      checkStanding(parsed, state, standing)
      known.value = parsed
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <div class="card">
      <FileDrop label={words.stock.file.label} help={words.stock.file.help} onFile={take} />
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      {checks && <Checks checks={checks} />}
    </div>
  )
}

function Checks({ checks }: { readonly checks: StandingChecks }) {
  const { caption, what, result, parts, holds, fails, untold } = words.stock.file
  const names = Object.keys(parts) as (keyof StandingChecks)[]
  return (
    <Table
      caption={caption}
      rows={names}
      keyOf={(name) => name}
      columns={[
        { title: what, cell: (name) => parts[name] },
        {
          title: result,
          cell: (name) => {
            const isRight = checks[name]
            if (isRight === null) return untold
            return <span class={isRight ? 'state-good' : 'state-bad'}>{isRight ? holds : fails}</span>
          },
        },
      ]}
    />
  )
}
