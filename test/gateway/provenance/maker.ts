import { ROLES, type Role } from '../../../sdk/accreditation/roles.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../../sdk/provenance/commissionBatch.ts'
import { expiryOfDay } from '../../../sdk/provenance/expiry.ts'
import { releaseBatch } from '../../../sdk/provenance/releaseBatch.ts'
import { organisation } from '../../helpers/chain.ts'
import { type Person, type StartedGateway, startHospital, type World } from '../../helpers/world.ts'
import { GTIN } from './support.ts'

export const MAKER = organisation('maker')
export const PHARMACY = organisation('pharmacy')

/** Someone of an organisation. */
export async function appoint(world: World, org: string, ...names: readonly Role[]): Promise<Person> {
  const person = await world.make()
  const mask = names.reduce((bits, name) => bits | ROLES[name], 0)
  await world.chain.contracts.accreditationRegistry.accredit(person.wallet.address, org, mask, 2 ** 36)
  return person
}

export interface Maker {
  /** Makes batches and releases them. */
  readonly person: Person
  readonly gateway: StartedGateway
}

/** A maker of medicines with its own gateway. */
export async function startMaker(
  world: World,
  change: Parameters<typeof startHospital>[1] = {},
): Promise<Maker> {
  const person = await appoint(world, MAKER, 'manufacturer', 'quality-assurance')
  const gateway = await startHospital(world, {
    signer: person.wallet,
    seed: person.seed,
    custodianOrg: MAKER,
    ...change,
  })
  return { person, gateway }
}

/** The day that comes so many days after the chain's latest block. */
export async function dayAfter({ contracts }: Person, days: number): Promise<string> {
  return expiryOfDay(Math.floor((await chainTime(contracts)) / 86_400) + days)
}

/** Commissions packs with these serial numbers, for a year, and releases them for sale. */
export async function commission(
  { person }: Pick<Maker, 'person'>,
  serials: readonly string[],
  change: Partial<Pick<BatchBook, 'maker' | 'gtin' | 'lot' | 'expiry'>> = {},
): Promise<BatchBook> {
  const { contracts } = person
  const expiry = await dayAfter(person, 365)
  const book = await createBatchBook({
    contracts,
    maker: MAKER,
    gtin: GTIN,
    lot: 'LOT-7',
    expiry,
    serials,
    ...change,
  })
  await commissionBatch(contracts, book, await treeOfBook(book))
  await releaseBatch(contracts, book)
  return book
}
