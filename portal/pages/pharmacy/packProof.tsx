import type { HistoryStep } from '../../../sdk/provenance/history/step.ts'
import { unitText } from '../../../sdk/provenance/unit.ts'
import type { VerificationEvidence } from '../../../sdk/provenance/verificationMessage.ts'
import { Facts } from '../../parts/facts.tsx'
import { nameOf } from '../../parts/party.tsx'
import { words } from '../../words/en.ts'
import { formatDate, formatNumber } from '../../words/format.ts'
import type { KeeperSetting } from './keeper.tsx'

export interface PackProofProps {
  readonly setting: KeeperSetting
  /** A proof that holds. */
  readonly pack: VerificationEvidence
  readonly history: readonly HistoryStep[]
}

/** Why the verdict can be believed, in words, and the figures behind it. */
export function PackProof({ setting: { settings }, pack, history }: PackProofProps) {
  const { proof: said } = words.pharmacy
  const made = history.find((step) => step.name === 'commissioned')
  if (!made) return null
  const { chainId, contract, batchId, index, root, proof, block } = pack
  const code = (text: string) => <span class="code">{text}</span>
  return (
    <section class="card" aria-labelledby="proof-title">
      <h2 id="proof-title">{said.title}</h2>
      <p>{said.words(proof.length, nameOf(settings, made.maker), formatDate(made.time * 1000))}</p>
      <p>{said.limits}</p>
      <details>
        <summary>{said.open}</summary>
        <Facts
          facts={[
            [said.facts.place, code(unitText({ batchId, level: 0, position: index }))],
            [said.facts.root, code(root)],
            [said.facts.length, formatNumber(proof.length)],
            [
              said.facts.hashes,
              proof.map((hash) => (
                <span key={hash} class="code">
                  {hash}{' '}
                </span>
              )),
            ],
            [said.facts.transaction, code(made.transactionHash)],
            [said.facts.madeIn, code(`${made.blockNumber} ${made.blockHash}`)],
            [said.facts.block, code(`${block.number} ${block.hash}`)],
            [said.facts.contract, code(`${contract}, ${chainId}`)],
          ]}
        />
      </details>
    </section>
  )
}
