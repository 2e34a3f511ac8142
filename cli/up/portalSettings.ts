import type { Deployment } from '../../sdk/chain/deployment.ts'
import type { Actors } from '../local/actors.ts'

export interface PortalPlace {
  readonly rpcUrl: string
  readonly deployment: Deployment
  readonly actors: Actors
  readonly gatewayUrl: string
  readonly manufacturerGatewayUrl: string
  readonly pharmacyGatewayUrl: string
  /** Of the oracles, in the order of their operators. */
  readonly oracleUrls: readonly string[]
  readonly models: readonly { readonly version: string; readonly title: string }[]
}

/** `portal.json` of a local network: where everything is, and what the people and organisations of it are called. */
export function portalSettings(place: PortalPlace) {
  const { rpcUrl, deployment, actors, oracleUrls, models } = place
  const { gatewayUrl, manufacturerGatewayUrl, pharmacyGatewayUrl } = place
  const { hospital, clinician, responder, manufacturer, distributor, carrier, pharmacy, laboratory } = actors
  const person = (address: string, name: string, role: string) => ({
    address,
    name,
    role,
    kind: 'person' as const,
  })
  const organisation = (address: string, name: string) => ({ address, name, kind: 'organisation' as const })
  return {
    deployment,
    network: 'Salus local',
    rpcUrl,
    gateways: [
      { name: 'City Hospital', url: gatewayUrl, organisation: hospital.organisation, serves: ['records'] },
      {
        name: 'Acme Pharma',
        url: manufacturerGatewayUrl,
        organisation: manufacturer.organisation,
        serves: ['medicines'],
      },
      {
        name: 'Corner Pharmacy',
        url: pharmacyGatewayUrl,
        organisation: pharmacy.organisation,
        serves: ['replenishment'],
      },
    ],
    contentGateways: [gatewayUrl],
    oracles: oracleUrls.map((url, index) => ({
      name: `Oracle ${index + 1}`,
      url,
      signer: actors.oracles[index]?.address,
    })),
    models,
    directory: [
      organisation(hospital.organisation, 'City Hospital'),
      { address: hospital.address, name: 'City Hospital', role: 'gateway', kind: 'service' as const },
      person(clinician.address, 'Dr. Amara Osei', 'cardiologist, City Hospital'),
      person(responder.address, 'Ambulance crew 7', 'responder'),
      organisation(responder.organisation, 'City Ambulance'),
      organisation(manufacturer.organisation, 'Acme Pharma'),
      organisation(distributor.organisation, 'North Distribution'),
      organisation(carrier.organisation, 'Cool Carriers'),
      organisation(pharmacy.organisation, 'Corner Pharmacy'),
      organisation(laboratory.organisation, 'Reference Laboratory'),
      ...actors.oracles.map(({ address }, index) => ({
        address,
        name: `Oracle ${index + 1}`,
        role: 'node of the AI oracle',
        kind: 'service' as const,
      })),
      ...actors.oracles.map((actor, index) =>
        organisation(actor.organisation, `Oracle Operator ${index + 1}`),
      ),
    ],
  }
}
