import { bytesToHex, randomBytes } from '../../../sdk/crypto/bytes.ts'
import { reasonCommitment } from '../../../sdk/provenance/reason.ts'
import { saveFile } from '../../parts/saveFile.ts'

/** What the chain gets of a reason, and the words that it is of. */
export interface KeptReason {
  readonly text: string
  readonly commitment: string
}

/** Commits to the words under a new salt, and gives the reader both as a file, as `salus batch … --keep` writes it. */
export function keepReason(text: string): KeptReason {
  const salt = bytesToHex(randomBytes(32))
  const commitment = reasonCommitment(text, salt)
  const content = { format: 'salus-reason/1', text, salt, commitment }
  const file = new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' })
  saveFile(file, `reason-${commitment.slice(2, 18)}.json`)
  return { text, commitment }
}
