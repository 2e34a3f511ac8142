import { glob, readFile, writeFile } from 'node:fs/promises'
import { audit } from '../../sdk/audit/audit.ts'
import type { AuditBundle } from '../../sdk/audit/auditBundle.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import type { ReleasedRecord } from '../../sdk/records/releasedRecord.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { openFileBlockstore } from '../../sdk/storage/node/fileBlockstore.ts'
import type { Timeline } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Hospital } from './2-patient.ts'
import type { Inference } from './5-inference.ts'
import { expect } from './expect.ts'
import { mined, type World } from './world.ts'

/** Someone who has no key verifies everything from the chain and the stored bytes. Then one bit is flipped. */
export async function auditEverything(
  timeline: Timeline,
  world: World,
  { deployment }: Law,
  hospital: Hospital,
  { request }: Inference,
  renewed: ReleasedRecord,
  bundlePath: string,
): Promise<void> {
  timeline.chapter(
    'The audit',
    'Anyone with the bundle can verify it all, and a flipped bit does not go unseen.',
  )
  const bundle = await timeline.step('Anchor the disclosures and hand over the bundle', async () => {
    const { transactionHash } = await hospital.staff.anchorDisclosures()
    expect(transactionHash !== null, 'there were disclosures to anchor')
    const { ref, manifest, salt, locator } = renewed
    const listed = await hospital.staff.listDisclosures(locator.recordId)
    const value: AuditBundle = {
      format: 'salus-audit/1',
      chainId: deployment.chainId,
      record: { ref, manifest, salt, locator },
      request,
      disclosures: listed.flatMap(({ receipt, proof }) => (proof ? [{ receipt, proof }] : [])),
    }
    await writeFile(bundlePath, `${JSON.stringify(value, null, 2)}\n`)
    return {
      value,
      detail: `${value.disclosures.length} disclosures of this record, each with its proof; no key`,
      transactions: [await mined(world, 'anchor disclosures', transactionHash)],
    }
  })

  // The auditor reads the chain as nobody, and the content as any IPFS gateway serves it.
  const contracts = connectContracts(deployment, world.provider)
  await timeline.step('An auditor verifies', async () => {
    const { ok, checks } = await audit(contracts, httpBlockstore(hospital.url), bundle)
    const failed = checks.filter((found) => !found.ok)
    expect(ok, failed.map(({ name, reason }) => `${name}: ${reason}`).join('; ') || 'all checks pass')
    return { value: undefined, detail: checks.map(({ name }) => `✓ ${name}`).join('\n') }
  })
  await timeline.step('One bit of the stored ciphertext is flipped', async () => {
    const file = await flipBit(hospital.dataFolder, bundle.record.locator.cid)
    return { value: undefined, detail: file.slice(hospital.dataFolder.length + 1) }
  })
  await timeline.step('The same audit fails, and says where', async () => {
    const blocks = await openFileBlockstore(`${hospital.dataFolder}/content`)
    const { ok, checks } = await audit(contracts, blocks, bundle)
    const failed = checks.filter((found) => !found.ok)
    expect(!ok && failed.length === 1, 'exactly one check fails')
    expect(failed[0]?.code === 'BLOCK_CORRUPT', 'the failed check names the corrupt block')
    return { value: undefined, detail: `✗ ${failed[0]?.name}: ${failed[0]?.reason}` }
  })
}

async function flipBit(dataFolder: string, cid: string): Promise<string> {
  for await (const file of glob(`${dataFolder}/content/blocks/*/${cid}.block`)) {
    const bytes = await readFile(file)
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    await writeFile(file, bytes)
    return file
  }
  throw new Error(`No block file of ${cid}.`)
}
