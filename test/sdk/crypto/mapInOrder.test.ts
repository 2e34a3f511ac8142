import { expect } from 'chai'
import fc from 'fast-check'
import { mapInOrder } from '../../../sdk/crypto/mapInOrder.ts'
import { rejection } from './rejection.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('mapping in order, several at once', () => {
  it('gives the results in the order of the items, and has no more under way than told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 })),
        fc.integer({ min: 1, max: 4 }),
        async (turns, atOnce) => {
          let underWay = 0
          let most = 0
          const action = async (count: number) => {
            most = Math.max(most, ++underWay)
            for (let index = 0; index < count; index++) await turn()
            underWay--
            return count
          }
          expect(await Array.fromAsync(mapInOrder(turns, atOnce, action))).to.deep.equal(turns)
          expect(most).to.equal(Math.min(atOnce, turns.length))
        },
      ),
    )
  })

  it('raises a failure in its turn, and leaves nothing under way behind', async () => {
    let underWay = 0
    const action = async (item: number) => {
      underWay++
      for (let index = 0; index < 5 - item; index++) await turn()
      underWay--
      if (item === 1) throw new Error('the second failed')
      return item
    }
    const got: number[] = []
    const error = await rejection(
      (async () => {
        for await (const item of mapInOrder([0, 1, 2, 3], 4, action)) got.push(item)
      })(),
    )
    expect(error.message).to.equal('the second failed')
    expect(got).to.deep.equal([0])
    expect(underWay).to.equal(0)
  })

  it('passes on the failure of the items, and waits for what is under way when its reader leaves', async () => {
    let ended = 0
    const action = async () => {
      await turn()
      ended++
    }
    function* broken() {
      yield 1
      yield 2
      throw new Error('the source broke')
    }
    const error = await rejection(Array.fromAsync(mapInOrder(broken(), 4, action)))
    expect(error.message).to.equal('the source broke')
    expect(ended).to.equal(2)
    for await (const _ of mapInOrder([1, 2, 3, 4, 5], 2, action)) break
    expect(ended).to.equal(4)
  })
})
