import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerReplenishDecide } from './replenish/decide.ts'
import { registerReplenishHold } from './replenish/hold.ts'
import { registerSiteActs, registerSupplierActs } from './replenish/orderActs.ts'
import { registerReplenishOrders } from './replenish/orders.ts'
import { registerReplenishPolicy } from './replenish/policy.ts'
import { registerReplenishPosition } from './replenish/position.ts'
import { registerReplenishProve } from './replenish/prove.ts'
import { registerReplenishPublish } from './replenish/publish.ts'
import { registerReplenishShip } from './replenish/ship.ts'

const EXAMPLE = `As a pharmacy: a policy for one product from one supplier, kept by your gateway from then on.
$ salus replenish policy create --gtin 09506000134352 --supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --capacity 600
$ salus replenish decide --policy out/policy.json --history demand.csv --stock 2027-11-30:64    # try it first
$ SALUS_GATEWAY_TOKEN=… salus replenish policy set --policy out/policy.json --gateway http://127.0.0.1:8552
$ SALUS_GATEWAY_TOKEN=… salus replenish publish --gateway http://127.0.0.1:8552 --history demand.csv --batches out/batch-proof.json
$ salus replenish orders --gateway http://127.0.0.1:8552
$ salus replenish confirm 0x…                     # what is above the threshold waits for you

As its supplier, where your gateway does not do it:
$ salus replenish orders --supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --gateway http://127.0.0.1:8552
$ salus replenish accept 0x…
$ salus replenish ship 0x… 0x…/6/17`

const NOTES = `The committee's nodes forecast the demand and decide what to order, at most once a period of the policy. The chain checks that a decision
follows from the newest stock and a fresh forecast, and stays under the cap; it never learns product, packs or prices. Above a threshold a
person confirms; a person can hold a policy at any time. A forecast alone, of any table: salus forecast.
docs/planning.md explains it all.`

export function registerReplenish(program: Command): void {
  const group = program
    .command('replenish')
    .description('Replenishment: policies, stock from the chain, orders that the committee decides.')
  group.commandsGroup('The site that orders:')
  registerReplenishPolicy(group)
  registerReplenishDecide(group)
  registerReplenishPublish(group)
  registerReplenishPosition(group)
  registerReplenishOrders(group)
  registerSiteActs(group)
  registerReplenishHold(group)
  group.commandsGroup('The supplier:')
  registerReplenishProve(group)
  registerSupplierActs(group)
  registerReplenishShip(group)
  group.commandsGroup('Help:')
  withExample(group, EXAMPLE, NOTES)
}
