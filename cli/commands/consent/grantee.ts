import type { Deployment } from '../../../sdk/chain/deployment.ts'
import { parseAddress } from '../../input/address.ts'

/** An address, or the word for the oracle committee of the deployment. */
export const granteeOf = ({ contracts }: Deployment, text: string): string =>
  text === 'committee' ? contracts.oracleCommittee : parseAddress('grantee', text)
