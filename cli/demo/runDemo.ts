import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Timeline } from '../output/timeline.ts'
import { enactLaw } from './1-law.ts'
import { welcomePatient } from './2-patient.ts'
import { fileRecord } from './3-record.ts'
import { giveConsent } from './4-consent.ts'
import { inferRisk } from './5-inference.ts'
import { readReport } from './6-report.ts'
import { revoke } from './7-revocation.ts'
import { auditEverything } from './8-audit.ts'
import { makeBatch } from './9-batch.ts'
import { ship } from './10-shipment.ts'
import { dispense } from './11-pharmacy.ts'
import { recall } from './12-recall.ts'
import { keepStock } from './13-stock.ts'
import { orderStock } from './14-order.ts'
import { reorder } from './15-reorder.ts'
import { closeWorld, openWorld } from './world.ts'

export interface DemoFiles {
  readonly log: string
  readonly report: string
  readonly bundle: string
  readonly temperature: string
  readonly trace: string
}

/** Tells the whole story on a chain in this process. The log is written whether it ends well or not. */
export async function runDemo(timeline: Timeline, folder: string): Promise<DemoFiles> {
  await mkdir(folder, { recursive: true })
  const files = {
    log: join(folder, 'demo.json'),
    report: join(folder, 'report.html'),
    bundle: join(folder, 'audit-bundle.json'),
    temperature: join(folder, 'temperature.html'),
    trace: join(folder, 'trace.jsonld'),
  }
  const started = Date.now()
  const world = await openWorld()
  let ok = false
  try {
    const law = await enactLaw(timeline, world)
    const { patient, hospital } = await welcomePatient(timeline, world, law)
    const record = await fileRecord(timeline, world, law, { patient, hospital })
    const clinician = await giveConsent(timeline, world, law, { patient, hospital }, record)
    const inference = await inferRisk(timeline, world, law, { hospital, clinician }, record)
    await readReport(timeline, { hospital, clinician }, inference, files.report)
    const renewed = await revoke(timeline, { patient, hospital, clinician }, record, inference)
    await auditEverything(timeline, world, law, hospital, inference, renewed, files.bundle)
    const batch = await makeBatch(timeline, world, law)
    const pharmacy = await ship(timeline, world, law, batch, files.temperature)
    await dispense(timeline, batch, pharmacy)
    await recall(timeline, batch, pharmacy, files.trace)
    // The same operators run them again, with other work to do.
    await inference.stopNodes()
    const site = await keepStock(timeline, world, law, batch, pharmacy)
    const units = await orderStock(timeline, world, law, batch, site)
    await reorder(timeline, world, batch, site, units)
    ok = true
    return files
  } finally {
    await closeWorld(world)
    const log = { format: 'salus-demo/1', ok, durationMs: Date.now() - started, chapters: timeline.chapters }
    await writeFile(files.log, `${JSON.stringify(log, null, 2)}\n`)
  }
}
