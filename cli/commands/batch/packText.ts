import pc from 'picocolors'
import { columns, pairs } from '../../output/columns.ts'
import { plain, time } from '../../output/format.ts'
import type { CheckedPack } from './checkedPack.ts'
import { LIFECYCLE_WORDS } from './words.ts'

/** What a person who holds the pack wants to know, and how it was found out. */
export function packText({ scanned, answer, checks }: CheckedPack, objections: readonly string[]): string {
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
  ])
  const lines = columns(
    checks.map(({ name, ok, detail }) => [ok ? pc.green('✓') : pc.red('✗'), name, pc.dim(plain(detail))]),
  )
  const verdict =
    objections.length === 0
      ? pc.green('Genuine, and nothing speaks against it.')
      : objections.map((sentence) => pc.red(plain(sentence))).join('\n')
  return `${facts}\n${lines}\n${verdict}\n`
}

const stateText = ({ lifecycle, dispensedAt }: NonNullable<CheckedPack['answer']['evidence']>['state']) =>
  dispensedAt > 1 ? `dispensed ${time(dispensedAt)}` : LIFECYCLE_WORDS[lifecycle]
