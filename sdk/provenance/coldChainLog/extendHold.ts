import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { UnitPlace, UnitRef } from '../unit.ts'

/** Holds a part that had moved on by itself before the log of the whole was anchored, as anyone. @throws RefusedError */
export const extendHold = (
  contracts: Contracts,
  logged: UnitPlace,
  eventHash: string,
  part: UnitRef,
): Promise<ContractTransactionReceipt> =>
  send(contracts.coldChain.extend({ ...logged, parentLevel: logged.level }, eventHash, part))
