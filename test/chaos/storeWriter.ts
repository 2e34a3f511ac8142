import { createHash, randomBytes } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openFileContentStore } from '../../sdk/storage/node/openFileContentStore.ts'

/*
 * Starts 200 adds at once to the store in the folder named on the command line. Prints a line for each that was
 * acknowledged: its CID and the SHA-256 of what was added. Then waits to be killed.
 */
const adds = 200

// Most are small, one in ten is up to a block, one in twenty up to four.
function randomLength(): number {
  const kind = Math.random()
  return Math.floor(Math.random() * (kind < 0.85 ? 60_000 : kind < 0.95 ? 1_000_000 : 4_000_000))
}

const store = await openFileContentStore(process.argv[2] ?? '')
// A few contents are the same, so that adds meet at the same blocks.
const shared = randomBytes(1_500_000)
const contents = Array.from({ length: adds }, (_, index) =>
  index % 10 === 0 ? shared : randomBytes(randomLength()),
)
writeSync(1, 'begin\n')
await Promise.all(
  contents.map(async (bytes) => {
    const { cid } = await store.add([bytes])
    writeSync(1, `${cid} ${createHash('sha256').update(bytes).digest('hex')}\n`)
  }),
)
setInterval(() => {}, 1000)
