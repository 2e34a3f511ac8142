import pc from 'picocolors'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import { columns, pairs } from '../../output/columns.ts'
import { plain, time } from '../../output/format.ts'
import { LIFECYCLE_WORDS } from './words.ts'

/** What a person who holds the pack wants to know, and how it was found out. */
export function packText(
  { scanned, answer, checks, now }: CheckedPack,
  objections: readonly string[],
  notes: readonly string[],
): string {
  const { evidence } = answer
  const facts = pairs([
    ['GTIN', plain(scanned.gtin)],
    ['serial', plain(scanned.serial)],
    ...(evidence
      ? ([
          ['lot', plain(evidence.identity.lot)],
          ['last day of use', plain(evidence.expiry)],
          ['pack', `${evidence.batchId}/0/${evidence.index}`],
          ['state', stateText(evidence.state)],
          ['at block', `${evidence.block.number} ${evidence.block.hash}`],
        ] as const)
      : []),
    ...(now ? ([['kept by', now.custodian]] as const) : []),
  ])
  const lines = columns(
    checks.map(({ name, ok, detail }) => [ok ? pc.green('✓') : pc.red('✗'), name, pc.dim(plain(detail))]),
  )
  return `${facts}\n${lines}\n${verdictText(objections, notes)}\n`
}

function verdictText(objections: readonly string[], notes: readonly string[]): string {
  const told = notes.map((note) => pc.yellow(plain(note)))
  if (objections.length > 0)
    return [...objections.map((sentence) => pc.red(plain(sentence))), ...told].join('\n')
  if (told.length === 0) return pc.green('Genuine, and nothing speaks against it.')
  return [pc.green('Genuine. Before it is sold or given out:'), ...told].join('\n')
}

const stateText = ({ lifecycle, dispensedAt }: NonNullable<CheckedPack['answer']['evidence']>['state']) =>
  dispensedAt > 1 ? `dispensed ${time(dispensedAt)}` : LIFECYCLE_WORDS[lifecycle]
