import { openFileContentStore } from '../../../sdk/storage/node/openFileContentStore.ts'
import { sampleStream } from './sampleBytes.ts'

// Adds without end to the folder named on the command line, and says once that blocks are on the disk.
const store = await openFileContentStore(process.argv[2] ?? '')
await store.add(sampleStream(2 ** 40, 'endless'), {
  onProgress: (bytes) => {
    if (bytes === 32 * 1_048_576) process.stdout.write('writing')
  },
})
