import { id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { quorumOf, signReport } from '../report.ts'
import { hasNoZeroByte } from '../typedData.ts'
import { type RecordRef, TREATMENT, type World } from '../world.ts'

const NAME = 'InferenceOracle'

export async function inference(world: World, recorder: Recorder): Promise<void> {
  const { clinician, relayer } = world.accounts
  const contract = world.contracts[NAME]
  const patient = await world.enrolled(0)
  const records: RecordRef[] = []
  while (records.length < 8) records.push(await world.anchored(patient, `record ${records.length}`))
  const batched = await world.batched(patient, 'batched')
  for (const grantee of [clinician.address, world.committee]) {
    await world.send(patient, 'ConsentRegistry', 'grant', [patient.address, grantee, world.treatment()])
  }

  const scenarios: readonly (readonly [refs: readonly RecordRef[], size: number, variant: string])[] = [
    [records.slice(0, 1), 4, '1 record'],
    [records, 4, '8 records'],
    [[batched], 4, '1 batched record, depth 20'],
    [records.slice(0, 1), 7, '1 record, n=7'],
    [records.slice(0, 1), 10, '1 record, n=10'],
  ]
  for (const [index, [refs, size, variant]] of scenarios.entries()) {
    const configDigest = await world.configure(size)
    const request = {
      requester: clinician.address,
      modelVersion: world.modelVersion,
      purpose: TREATMENT,
      secretHash: id(`secret ${index}`),
      impression: dearestHash(`impression ${index}`),
      records: refs,
    }
    const requestId = (await contract.getFunction('requestIdOf')(request)) as string
    const report = { consumer: await contract.getAddress(), configDigest, requestId }
    const { outputHash, signatures } = await dearestReport(world, report, size, variant)
    const landing = [request, configDigest, outputHash, signatures]
    const landed = `${variant}, ${quorumOf(size)} signatures`
    if (size > 4) {
      await world.send(clinician, NAME, 'request', [request])
      await recorder.transaction(relayer, NAME, 'report', landing, landed)
      continue
    }
    await recorder.transaction(clinician, NAME, 'request', [request], variant)
    await recorder.transaction(relayer, NAME, 'report', landing, landed)
    await recorder.transaction(clinician, NAME, 'attest', [request, id('attestation')], variant)
    if (index > 0) continue
    await recorder.transaction(clinician, NAME, 'recordOutcome', [requestId, id('outcome')])
    await recorder.transaction(relayer, NAME, 'report', landing, 'landed before')
    await recorder.call(NAME, 'requestIdOf', [request], variant)
    await recorder.call(NAME, 'requestOf', [requestId])
    await recorder.call(NAME, 'outputHashOf', [requestId])
    await recorder.call(NAME, 'attestationOf', [requestId, clinician.address])
  }
}

/** A hash without a zero byte: see signDearest. */
function dearestHash(name: string): string {
  for (let attempt = 0; ; attempt++) {
    const hash = id(`${name} ${attempt}`)
    if (hasNoZeroByte(hash)) return hash
  }
}

/** A report of which neither the hash nor a signature has a zero byte: see signDearest. */
async function dearestReport(
  world: World,
  part: { readonly consumer: string; readonly configDigest: string; readonly requestId: string },
  size: number,
  name: string,
) {
  for (let attempt = 0; attempt < 256; attempt++) {
    const outputHash = id(`${name} output ${attempt}`)
    if (!hasNoZeroByte(outputHash)) continue
    const report = { ...part, modelVersion: world.modelVersion, outputHash }
    const signatures = await signReport(world, report, size)
    if (hasNoZeroByte(signatures)) return { outputHash, signatures }
  }
  throw new Error('No output hash gives signatures without a zero byte.')
}
