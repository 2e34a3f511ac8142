import type { Recorder } from '../recorder.ts'
import { describeModel, TREATMENT, type World } from '../world.ts'

const NAME = 'ModelRegistry'
const DAY = 86_400

export async function models(world: World, recorder: Recorder): Promise<void> {
  const { authority, hospital } = world.accounts
  const descriptor = describeModel('another model')
  const version = (await world.contracts[NAME].getFunction('modelVersionOf')(descriptor)) as string
  const act = (method: string, args: readonly unknown[]) =>
    recorder.transaction(authority, NAME, method, args)

  await act('approve', [descriptor])
  await recorder.call(NAME, 'requireApproved', [version, TREATMENT])
  await recorder.call(NAME, 'stateOf', [version])
  await recorder.call(NAME, 'modelVersionOf', [descriptor])
  const until = world.clock.now()
  for (const [variant, from] of [
    ['first', until - 2 * DAY],
    ['later', until - DAY],
  ] as const) {
    const agreement = { from, until: from + DAY, reviewed: 100, overridden: 9, confirmed: 40, refuted: 5 }
    await recorder.transaction(hospital, NAME, 'publishAgreement', [version, agreement], variant)
  }
  await recorder.call(NAME, 'agreementOf', [version])
  await recorder.call(NAME, 'publishedUntil', [version, world.organisations.hospital])
  await act('suspend', [version])
  await act('reinstate', [version])
  await act('retire', [version])
}
