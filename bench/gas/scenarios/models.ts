import type { Recorder } from '../recorder.ts'
import { describeModel, TREATMENT, type World } from '../world.ts'

const NAME = 'ModelRegistry'

export async function models(world: World, recorder: Recorder): Promise<void> {
  const { authority } = world.accounts
  const descriptor = describeModel('another model')
  const version = (await world.contracts[NAME].getFunction('modelVersionOf')(descriptor)) as string
  const act = (method: string, args: readonly unknown[]) =>
    recorder.transaction(authority, NAME, method, args)

  await act('approve', [descriptor])
  await recorder.call(NAME, 'requireApproved', [version, TREATMENT])
  await recorder.call(NAME, 'stateOf', [version])
  await recorder.call(NAME, 'modelVersionOf', [descriptor])
  await act('suspend', [version])
  await act('reinstate', [version])
  await act('retire', [version])
}
