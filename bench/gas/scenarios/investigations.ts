import { id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import type { World } from '../world.ts'
import { accreditTraders, releaseBatch } from './traders.ts'

const NAME = 'Investigations'
const CLEARED = 1
const ILLEGITIMATE = 2
const DISTRIBUTOR = 32

export async function investigations(world: World, recorder: Recorder): Promise<void> {
  const traders = await accreditTraders(world)
  const { maker, quality } = traders
  const whole = await releaseBatch(world, traders, 'investigated', 20)
  const at = [whole.batchId, whole.level, whole.position]
  const reason = id('reason')
  await recorder.transaction(world.accounts.authority, NAME, 'configure', [
    DISTRIBUTOR,
    { determination: 86_400, notification: 86_400 },
  ])
  await recorder.call(NAME, 'clocksOf', [DISTRIBUTOR])
  await recorder.transaction(maker.account, NAME, 'open', [whole, reason], 'first')
  await recorder.call(NAME, 'investigationOf', at)
  await recorder.call(NAME, 'overdueOf', at)
  await world.send(maker.account, 'DrugProvenance', 'disaggregate', [whole, 12])
  const part = { ...whole, level: 12, position: 3, parentLevel: whole.level }
  await world.undone(async () => {
    // A part with a record of its own keeps the suspicion until somebody brings the verdict.
    await world.send(maker.account, 'DrugProvenance', 'quarantine', [part, reason])
    await recorder.transaction(quality.account, NAME, 'determine', [whole, CLEARED, reason], 'cleared')
    await recorder.transaction(world.accounts.relayer, NAME, 'settle', [part])
  })
  await recorder.transaction(
    quality.account,
    NAME,
    'determine',
    [whole, ILLEGITIMATE, reason],
    'illegitimate',
  )
  await recorder.transaction(maker.account, NAME, 'notify', [whole, id('notice')])
}
