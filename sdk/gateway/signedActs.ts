import type { TransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { requireRelayed } from '../chain/requireRelayed.ts'
import { read } from '../chain/send.ts'
import { deadlineIn } from '../chain/time.ts'
import type { TypedDataSigner } from '../chain/typedData.ts'
import { type GrantToSign, isGranted, signGrant } from '../consent/signedGrant.ts'
import { isRestricted, type RestrictionToSign, signRestriction } from '../consent/signedRestriction.ts'
import { isEnded, signEnd } from '../monitoring/endMonitoring.ts'
import { isApproved, signApproval } from '../monitoring/signedApproval.ts'
import type { StandingRequest } from '../monitoring/standingRequest.ts'
import { signEnrolment } from '../records/enrol.ts'
import type { CallOptions } from './call.ts'
import type { GatewayClient } from './client.ts'

/*
 * What a patient signs free of charge: a gateway sends it and pays. Each act is done when the chain shows it, whatever the
 * gateway says. All throw IntegrityError MESSAGE_INVALID where it does not, besides what signer and gateway refuse with.
 */

/** Who signs, and by whom it is sent. */
export interface ByGateway {
  readonly contracts: Contracts
  readonly signer: TypedDataSigner
  readonly gateway: GatewayClient
  readonly signal?: AbortSignal
  /** Called once it is signed: what is left is the gateway's to do. */
  readonly onSigned?: () => void
}

/** Seconds for which a signature may be submitted. */
const HOUR = 3600

export const grantByGateway = (
  by: ByGateway,
  grant: Omit<GrantToSign, 'deadline'>,
): Promise<TransactionReceipt> =>
  actByGateway(by, {
    contract: by.contracts.deployment.contracts.consentRegistry,
    sign: (deadline) => signGrant(by.contracts, by.signer, { ...grant, deadline }),
    send: by.gateway.relayGrant,
    isDone: (signed) => isGranted(by.contracts, signed),
  })

export const restrictByGateway = (
  by: ByGateway,
  restriction: Omit<RestrictionToSign, 'deadline'>,
): Promise<TransactionReceipt> =>
  actByGateway(by, {
    contract: by.contracts.deployment.contracts.consentRegistry,
    sign: (deadline) => signRestriction(by.contracts, by.signer, { ...restriction, deadline }),
    send: by.gateway.relayRestriction,
    isDone: (signed) => isRestricted(by.contracts, signed),
  })

export const enrolByGateway = (
  by: ByGateway,
  enrolment: { readonly patient: string; readonly custodianOrg: string },
): Promise<TransactionReceipt> =>
  actByGateway(by, {
    contract: by.contracts.deployment.contracts.recordRegistry,
    sign: (deadline) => signEnrolment(by.contracts, by.signer, { ...enrolment, deadline }),
    send: by.gateway.relayEnrolment,
    isDone: ({ patient, custodianOrg }) =>
      read(by.contracts.recordRegistry.isEnrolled(patient, custodianOrg)),
  })

export const approveMonitoringByGateway = (
  by: ByGateway,
  standing: StandingRequest,
): Promise<TransactionReceipt> =>
  actByGateway(by, {
    contract: by.contracts.deployment.contracts.monitoring,
    sign: (deadline) => signApproval(by.contracts, by.signer, standing, deadline),
    send: by.gateway.relayMonitoringApproval,
    isDone: (signed) => isApproved(by.contracts, signed),
  })

export const endMonitoringByGateway = (
  by: ByGateway,
  standing: StandingRequest,
): Promise<TransactionReceipt> =>
  actByGateway(by, {
    contract: by.contracts.deployment.contracts.monitoring,
    sign: (deadline) => signEnd(by.contracts, by.signer, standing, deadline),
    send: by.gateway.relayMonitoringEnd,
    isDone: () => isEnded(by.contracts, standing),
  })

interface SignedAct<Signed> {
  /** Address that it is sent to. */
  readonly contract: string
  readonly sign: (deadline: number) => Promise<Signed>
  readonly send: (signed: Signed, options?: CallOptions) => Promise<{ readonly transactionHash: string }>
  readonly isDone: (signed: Signed) => Promise<boolean>
}

async function actByGateway<Signed>(
  { contracts, signal, onSigned }: ByGateway,
  { contract, sign, send, isDone }: SignedAct<Signed>,
): Promise<TransactionReceipt> {
  const signed = await sign(await deadlineIn(contracts, HOUR))
  onSigned?.()
  const sent = await send(signed, { ...(signal && { signal }) })
  return requireRelayed(contracts, { contract, isDone: () => isDone(signed) }, sent)
}
