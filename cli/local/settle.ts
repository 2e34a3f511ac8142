import { type ContractTransactionReceipt, type Provider, Wallet } from 'ethers'
import { accredit } from '../../sdk/accreditation/accredit.ts'
import type { Role } from '../../sdk/accreditation/roles.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { approveModel } from '../../sdk/inference/approveModel.ts'
import { configureCommittee } from '../../sdk/inference/configureCommittee.ts'
import type { ModelDescriptor } from '../../sdk/inference/modelVersion.ts'
import { type Actor, type Actors, COMMITTEE_FAULTS } from './actors.ts'

const YEAR = 365 * 24 * 60 * 60

export interface Settlement {
  readonly act: string
  readonly receipt: ContractTransactionReceipt
}

/** As the authority: accredits every actor, approves the models and announces the committee. */
export async function* settle(
  deployment: Deployment,
  provider: Provider,
  actors: Actors,
  models: readonly ModelDescriptor[],
): AsyncGenerator<Settlement> {
  const contracts = connectContracts(deployment, new Wallet(actors.authority.privateKey, provider))
  const until = (await chainTime(contracts)) + YEAR
  const appointments: [Actor, Role][] = [
    [actors.hospital, 'custodian'],
    [actors.clinician, 'clinician'],
    [actors.responder, 'responder'],
    ...actors.oracles.map((oracle): [Actor, Role] => [oracle, 'oracle']),
    [actors.manufacturer, 'manufacturer'],
    [actors.manufacturerMachine, 'manufacturer'],
    [actors.manufacturerQuality, 'quality-assurance'],
    [actors.distributor, 'distributor'],
    [actors.carrier, 'carrier'],
    [actors.pharmacy, 'dispenser'],
    [actors.pharmacyMachine, 'dispenser'],
    [actors.laboratory, 'quality-assurance'],
  ]
  for (const [actor, role] of appointments) {
    const receipt = await accredit(contracts, actor.address, actor.organisation, [role], until)
    yield { act: `accredit ${actor.name}`, receipt }
  }
  // The committee's consent is given to its contract, which therefore needs an accreditation of its own.
  const committee = deployment.contracts.oracleCommittee
  yield {
    act: 'accredit committee',
    receipt: await accredit(contracts, committee, actors.authority.organisation, ['oracle'], until),
  }
  for (const model of models) yield { act: 'approve model', receipt: await approveModel(contracts, model) }
  const signers = actors.oracles.map(({ address }) => address)
  yield {
    act: 'configure committee',
    receipt: await configureCommittee(contracts, signers, COMMITTEE_FAULTS),
  }
}
