import { expect } from 'chai'
import { pagesOf } from '../../../sdk/gateway/pagesOf.ts'
import { MAXIMUM_PAGE, type Page } from '../../../sdk/gateway/protocol.ts'
import { expectError } from '../../helpers/expectError.ts'

const entries = (after: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: after + index + 1 }))

/** A gateway with so many entries. */
const listOf =
  (count: number) =>
  async ({ after = 0, limit = 0 }: Page) =>
    entries(after, Math.min(limit, count - after))

describe('sdk/gateway/pagesOf', () => {
  it('reads every page, and no page twice', async () => {
    for (const count of [0, 1, MAXIMUM_PAGE - 1, MAXIMUM_PAGE, MAXIMUM_PAGE + 1, 3 * MAXIMUM_PAGE]) {
      expect(await pagesOf(listOf(count))).to.deep.equal(entries(0, count))
    }
  })

  it('ends with a gateway that gives the same page again', async () => {
    expect(await pagesOf(async () => entries(0, MAXIMUM_PAGE))).to.have.length(MAXIMUM_PAGE)
  })

  it('refuses a list without end', async () => {
    await expectError(() => pagesOf(listOf(Number.POSITIVE_INFINITY)), 'MESSAGE_INVALID', /more than 100000/)
  })
})
