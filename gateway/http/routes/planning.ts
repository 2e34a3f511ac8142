import type { Edge, Server } from '../edge.ts'
import { committeeRoutes } from '../planning/committeeRoutes.ts'
import { orderRoutes } from '../planning/orderRoutes.ts'
import { policyRoutes } from '../planning/policyRoutes.ts'
import { stockRoutes } from '../planning/stockRoutes.ts'

/** Replenishment: policies and what they decide by, for the staff; openings, for the committee; orders, for their supplier. */
export function planningRoutes(server: Server, edge: Edge): void {
  policyRoutes(server, edge)
  stockRoutes(server, edge)
  orderRoutes(server, edge)
  committeeRoutes(server, edge)
}
