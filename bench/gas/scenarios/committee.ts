import { id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { quorumOf, signReport } from '../report.ts'
import type { World } from '../world.ts'

const NAME = 'OracleCommittee'

export async function committee(world: World, recorder: Recorder): Promise<void> {
  const { authority, oracles, relayer } = world.accounts
  const addresses = oracles.map((oracle) => oracle.address)
  const configure = (size: number, variant: string) =>
    recorder.transaction(
      authority,
      NAME,
      'configure',
      [addresses.slice(0, size), Math.floor((size - 1) / 3)],
      variant,
    )
  await configure(4, 'n=4 f=1, first')
  await configure(4, 'n=4 f=1, later')
  await configure(10, 'n=10 f=3, later')

  for (const size of [4, 7, 10]) {
    const report = {
      consumer: relayer.address,
      configDigest: await world.configure(size),
      requestId: id('request'),
      modelVersion: world.modelVersion,
      outputHash: id('output'),
    }
    const signatures = await signReport(world, report, size)
    await recorder.call(NAME, 'verify', [report, signatures], `n=${size}, ${quorumOf(size)} signatures`)
    if (size === 4) await recorder.call(NAME, 'digestOf', [report])
  }
  await recorder.call(NAME, 'currentConfiguration', [])
  await recorder.call(NAME, 'nextConfiguration', [])
  await recorder.call(NAME, 'isSigner', [addresses[0]])
  await recorder.transaction(authority, NAME, 'exclude', [addresses[0]])
}
