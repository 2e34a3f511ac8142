import { accountOf, type ChainContext } from '../context.ts'
import { parseAddress } from './address.ts'

/** The patient that was named, or the account of whoever runs the command. */
export const patientOf = (chain: ChainContext, named: string | undefined): string =>
  named === undefined ? accountOf(chain).address : parseAddress('patient', named)
