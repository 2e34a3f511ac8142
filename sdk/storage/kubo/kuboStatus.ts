import type { StoreOptions } from '../contentStore.ts'
import { kuboCall } from './kuboCall.ts'
import { connectKubo, type KuboOptions } from './kuboConnection.ts'

export interface KuboStatus {
  version: string
  blocks: number
  bytes: number
  /** Bytes that the daemon is set to hold at most. */
  capacity: number
}

/** What a Kubo daemon says of itself. @throws as kuboContentStore's calls */
export function kuboStatus(options: KuboOptions, storeOptions: StoreOptions = {}): Promise<KuboStatus> {
  const connection = connectKubo(options)
  return kuboCall(connection, storeOptions, async (signal) => {
    const { version } = await connection.client.version({ signal })
    const { numObjects, repoSize, storageMax } = await connection.client.repo.stat({ signal })
    return {
      version,
      blocks: Number(numObjects),
      bytes: Number(repoSize),
      capacity: Number(storageMax),
    }
  })
}
