import { EventLog, id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { signDearest, WORDS } from '../typedData.ts'
import { CARDIOLOGY, type World } from '../world.ts'

const NAME = 'EmergencyAccess'
const DAY = 86_400
const JUSTIFIED = 1

export async function emergency(world: World, recorder: Recorder): Promise<void> {
  const { responder, auditor, relayer } = world.accounts
  const contract = world.contracts[NAME]
  const patient = world.patient(0)
  const sensitive = 2 ** 18 - 1

  await recorder.transaction(patient, NAME, 'choose', [patient.address, 1 << CARDIOLOGY], 'first')
  await recorder.transaction(patient, NAME, 'choose', [patient.address, sensitive], 'later')
  const choice = async (index: number, categories: number) => {
    const chooser = world.patient(index)
    const { changes } = await contract.getFunction('choiceOf')(chooser.address)
    const { generation } = await world.contracts.ConsentRegistry.getFunction('headerOf')(chooser.address)
    const request = {
      patient: chooser.address,
      categories,
      changes: changes as bigint,
      generation: generation as bigint,
    }
    const deadline = world.clock.now() + 3600
    return signDearest(chooser, contract, 'EmergencyChoice', WORDS.choose, request, deadline)
  }
  for (const [variant, categories] of [
    ['first', sensitive],
    ['later', 1 << CARDIOLOGY],
  ] as const) {
    const { request, signature } = await choice(1, categories)
    await recorder.transaction(relayer, NAME, 'chooseBySignature', [request, signature], variant)
  }
  await recorder.call(NAME, 'choiceOf', [patient.address])

  const open = (index: number, variant: string) =>
    recorder.transaction(
      responder,
      NAME,
      'breakGlass',
      [world.patient(index).address, id(`reason ${index}`)],
      variant,
    )
  await open(0, 'first of a responder')
  await open(1, 'later, another patient')
  await recorder.call(NAME, 'isOpen', [patient.address, responder.address, CARDIOLOGY])
  await recorder.call(NAME, 'awaitingReview', [responder.address])
  await recorder.call(NAME, 'isOverdue', [responder.address])

  const [first = '', second = ''] = (await contract.queryFilter('GlassBroken')).flatMap((event) =>
    event instanceof EventLog ? [event.args.episodeId as string] : [],
  )
  await recorder.call(NAME, 'episodeOf', [first])
  await recorder.transaction(responder, NAME, 'close', [first])
  await recorder.transaction(auditor, NAME, 'review', [first, JUSTIFIED, id('findings 1')])
  await recorder.transaction(
    auditor,
    NAME,
    'review',
    [second, JUSTIFIED, id('findings 2')],
    'the last awaited',
  )
  world.clock.advance(2 * DAY)
  await open(0, 'later, the same patient')
}
