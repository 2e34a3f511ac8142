import { expect } from 'chai'
import { hexlify, randomBytes } from 'ethers'
import { tellLowAlerts } from '../../../gateway/notices/monitoring.ts'
import type { GatewayStore } from '../../../gateway/store/gatewayStore.ts'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'

const HOUR = 3_600

describe('gateway/notices/monitoring', () => {
  let store: GatewayStore
  beforeEach(() => {
    store = openSqliteStore(':memory:')
  })
  afterEach(() => store.close())

  const standingId = hexlify(randomBytes(32))
  const lowAlert = (at: number) => ({
    alertId: hexlify(randomBytes(32)),
    standingId,
    patient: 'patient',
    requester: 'requester',
    at,
  })
  const counts = () => store.noticesOf('patient', 0, 100).map(({ monitoring }) => monitoring?.count)

  it('tells of low alerts that come to light after their hour was told', () => {
    store.addLowAlert(lowAlert(10))
    tellLowAlerts({ store }, HOUR)
    store.addLowAlert(lowAlert(20))
    store.addLowAlert(lowAlert(30))
    tellLowAlerts({ store }, HOUR)
    expect(counts()).to.deep.equal([1, 2])
    expect(store.lowAlertsBefore(HOUR)).to.deep.equal([])
  })

  it('tells of the same ones once, in whatever order they are handled again', () => {
    const alerts = [lowAlert(10), lowAlert(10), lowAlert(10)]
    for (const order of [alerts, alerts.toReversed()]) {
      for (const alert of order) store.addLowAlert(alert)
      tellLowAlerts({ store }, HOUR)
    }
    expect(counts()).to.deep.equal([3])
  })
})
