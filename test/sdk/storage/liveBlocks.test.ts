import { expect } from 'chai'
import { parseCid } from '../../../sdk/storage/block.ts'
import { createLiveBlocks } from '../../../sdk/storage/liveBlocks.ts'
import { rejection } from '../crypto/rejection.ts'
import { absentCid } from './contentStoreContract.ts'

const cid = parseCid(absentCid)

describe('blocks in use', () => {
  it('are not swept, neither meanwhile nor by a collection that began meanwhile', async () => {
    const live = createLiveBlocks()
    const remove = async () => expect.fail('was deleted')
    await live.collect(async (sweep) => {
      await live.use(async (keep) => {
        await keep(cid)
        expect(await sweep(cid, remove)).to.equal(false)
      })
      expect(await sweep(cid, remove)).to.equal(false)
    })
    let removed = 0
    await live.collect((sweep) => sweep(cid, async () => void removed++))
    expect(removed).to.equal(1)
  })

  it('come into use only when a deletion of them has ended', async () => {
    const live = createLiveBlocks()
    const order: string[] = []
    let end = () => {}
    const deletion = new Promise<void>((resolve) => {
      end = resolve
    })
    const collection = live.collect((sweep) =>
      sweep(cid, async () => {
        await deletion
        order.push('deleted')
      }),
    )
    await new Promise(setImmediate)
    const use = live.use(async (keep) => {
      await keep(cid)
      order.push('kept')
    })
    await new Promise(setImmediate)
    end()
    await Promise.all([collection, use])
    expect(order).to.deep.equal(['deleted', 'kept'])
  })

  it('may be used after a deletion that failed', async () => {
    const live = createLiveBlocks()
    const reason = new Error('the disk went away')
    expect(await rejection(live.collect((sweep) => sweep(cid, () => Promise.reject(reason))))).to.equal(
      reason,
    )
    await live.use((keep) => keep(cid))
    expect(await live.collect((sweep) => sweep(cid, async () => {}))).to.equal(true)
  })

  it('are collected by one collection at a time', async () => {
    const live = createLiveBlocks()
    let underWay = 0
    const collect = () =>
      live.collect(async () => {
        underWay++
        await new Promise(setImmediate)
        expect(underWay).to.equal(1)
        underWay--
      })
    await Promise.all([collect(), collect(), collect()])
  })
})
