import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GatewayContext } from '../../../gateway/context.ts'
import { type Epcis, openEpcis } from '../../../gateway/epcis/epcis.ts'
import { createServer } from '../../../gateway/http/server.ts'
import type { HttpSettings } from '../../../gateway/http/settings.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import type { CaptureErrorBehaviour, CaptureJobAnswer } from '../../../sdk/gateway/epcisProtocol.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { bytesOf, documentOf } from '../../sdk/epcis/sampleDocument.ts'

export type Json = Record<string, unknown>

export const STAFF_TOKEN = 'token of the staff for tests of epcis'

/** A repository over HTTP, as the staff use it: nothing of that needs a chain. */
export interface Repository {
  readonly url: string
  readonly file: string
  readonly epcis: Epcis
  readonly staff: GatewayClient
  readonly errors: unknown[]
  ask(path: string, init?: RequestInit): Promise<Answer>
  /** Captures events and waits until the job has ended. */
  capture(events: readonly unknown[], behaviour?: CaptureErrorBehaviour): Promise<CaptureJobAnswer>
  /** Closes it, and gives another one over the same file. */
  restart(): Promise<Repository>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever is answered.
  readonly body: any
}

export async function openRepository(
  settings: Partial<HttpSettings> = {},
  folder = mkdtempSync(join(tmpdir(), 'salus-epcis-')),
): Promise<Repository> {
  const file = join(folder, 'epcis.sqlite')
  const errors: unknown[] = []
  const epcis = openEpcis(file, (error) => errors.push(error))
  const context = { epcis } as unknown as GatewayContext
  const server = createServer(context, {
    blocks: memoryBlockstore(),
    staffToken: STAFF_TOKEN,
    settings: { requestsPerMinute: 1_000_000, ...settings },
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const staff = gatewayClient({ url, staffToken: STAFF_TOKEN })
  const stop = async () => {
    await server.close()
    await epcis.close()
  }
  return {
    url,
    file,
    epcis,
    staff,
    errors,
    async ask(path, init = {}) {
      const headers = { authorization: `Bearer ${STAFF_TOKEN}`, ...(init.headers as Record<string, string>) }
      const response = await fetch(new URL(path, url), { ...init, headers })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
      }
    },
    async capture(events, behaviour) {
      const { captureID } = await staff.capture(bytesOf(documentOf(...events)), behaviour)
      return ended(staff, captureID)
    },
    async restart() {
      await stop()
      return openRepository(settings, folder)
    },
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A job once it has ended. */
export async function ended(client: GatewayClient, captureID: string): Promise<CaptureJobAnswer> {
  for (;;) {
    const job = await client.captureJob(captureID)
    if (!job.running) return job
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
