import { HOSPITAL, STAFF_TOKEN, type World } from '../../../helpers/world.ts'
import { appoint, commission } from '../../provenance/maker.ts'

export type Ask = (
  method: string,
  path: string,
  request?: { json?: unknown; headers?: Record<string, string>; body?: Uint8Array },
) => Promise<unknown>

/** Everything about the packs of a hospital that makes medicines itself: publishing, verifying, tracing. */
export async function askAboutPacks(world: World, ask: Ask): Promise<void> {
  const staff = { authorization: `Bearer ${STAFF_TOKEN}` }
  const person = await appoint(world, HOSPITAL, 'manufacturer', 'quality-assurance')
  const book = await commission({ person }, ['S1', 'S2'], { maker: HOSPITAL })
  await ask('POST', '/batches', { json: book, headers: staff })
  await ask('POST', '/batches', { json: book })
  await ask('POST', '/batches', { json: {}, headers: staff })
  await ask('POST', '/batches', {
    body: new Uint8Array(),
    headers: { ...staff, 'content-type': 'text/plain' },
  })
  await ask('GET', '/batches', { headers: staff })
  await ask('GET', '/batches')
  const { gtin, lot } = book
  const traced = ['', '/22/A'].flatMap((variant) =>
    ['/21', `/10/${lot}/21`].map((end) => `/01/${gtin}${variant}${end}`),
  )
  const earlier = ['', '/cpv/A'].flatMap((variant) =>
    ['/ser', `/lot/${lot}/ser`].map((end) => `/gtin/${gtin}${variant}${end}`),
  )
  for (const path of [...traced, ...earlier]) {
    for (const method of ['GET', 'HEAD']) {
      for (const serial of ['S1', 'S3', 'S%00']) await ask(method, `${path}/${serial}`)
    }
  }
  for (const path of traced) {
    for (const serial of ['S1', 'S3', 'S%00']) await ask('GET', `/trace${path}/${serial}`, { headers: staff })
    await ask('GET', `/trace${path}/S1`)
  }
}
