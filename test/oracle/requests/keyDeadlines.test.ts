import { expect } from 'chai'
import { createKeyDeadlines } from '../../../oracle/requests/keyDeadlines.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import { createWorld, type World } from '../../helpers/world.ts'

describe('deadlines of key requests', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('are each another, and between two and nine minutes away', async () => {
    const contracts = world.oracles[0]?.contracts
    if (!contracts) throw new Error('There is no oracle.')
    const keyDeadline = createKeyDeadlines(contracts)
    const deadlines = await Promise.all(Array.from({ length: 420 }, keyDeadline))
    expect(new Set(deadlines)).to.have.property('size', 420)
    const now = await chainTime(contracts)
    for (const deadline of deadlines) expect(deadline - now).to.be.within(120, 540)
  })
})
