import { type JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import type { LocalNetwork } from '../../cli/up/startLocalNetwork.ts'
import type { OpenedReport } from '../../portal/report/openedReport.ts'
import { accredit } from '../../sdk/accreditation/accredit.ts'
import type { AuditBundle } from '../../sdk/audit/auditBundle.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { grantConsent } from '../../sdk/consent/grantConsent.ts'
import type { Category } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex, hexToBytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { askForReport } from '../../sdk/inference/askForReport.ts'
import { awaitReport } from '../../sdk/inference/awaitReport.ts'
import { readLandedReport } from '../../sdk/inference/landedReport.ts'
import { openReport } from '../../sdk/inference/openReport.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import { requestRecord } from '../../sdk/records/requestRecord.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { heartBundle, loadHeartModel } from '../helpers/heartModel.ts'

/** A record that was anchored, disclosed and assessed, as its holders hand it to an auditor. */
export interface AuditedCase {
  readonly bundle: AuditBundle
  readonly opened: OpenedReport
  /** Of the record. */
  readonly content: Uint8Array
}

const QUARTER = 90 * 86_400

/** A patient's record, a report of the committee over it, and the log of what was disclosed. All real. */
export async function prepareAuditedCase(
  { deployment, gateway: { url }, actors: { authority, hospital } }: LocalNetwork,
  provider: JsonRpcProvider,
): Promise<AuditedCase> {
  const gateway = gatewayClient({ url })
  const staff = gatewayClient({ url, staffToken: hospital.seed })
  const arrive = async () => {
    const wallet = new Wallet(Wallet.createRandom().privateKey, provider)
    await provider.send('hardhat_setBalance', [wallet.address, toQuantity(parseEther('10'))])
    const contracts = connectContracts(deployment, wallet)
    const identity = await encryptionIdentityFromSeed(hexToBytes(wallet.privateKey, 32))
    await ensureEncryptionKey(contracts, wallet, identity)
    return { wallet, contracts, identity }
  }
  const patient = await arrive()
  const requester = await arrive()
  const authorityContracts = connectContracts(deployment, new Wallet(authority.privateKey, provider))
  const until = Math.floor(Date.now() / 1000) + QUARTER
  await accredit(authorityContracts, requester.wallet.address, hospital.organisation, ['clinician'], until)
  const enrolment = {
    patient: patient.wallet.address,
    custodianOrg: hospital.organisation,
    deadline: await deadlineIn(patient.contracts, 600),
  }
  await gateway.relayEnrolment(await signEnrolment(patient.contracts, patient.wallet, enrolment))

  const content = new TextEncoder().encode(
    JSON.stringify(await bundleOf(didOf(patient.contracts.chainId, patient.wallet.address))),
  )
  const description = {
    patient: patient.wallet.address,
    category: 'cardiology',
    mediaType: 'application/fhir+json',
  } as const
  const { recordId } = await staff.addRecord(await recordOfBytes(description, content))
  const grant = (grantee: string, categories: readonly Category[]) =>
    grantConsent(patient.contracts, patient.wallet.address, grantee, {
      categories,
      purposes: ['TREAT'],
      start: 0,
      end: until,
    })
  await grant(requester.wallet.address, ['cardiology', 'risk-reports'])
  await grant(deployment.contracts.oracleCommittee, ['cardiology'])

  const { contracts, wallet, identity } = requester
  const get = async (id: string) =>
    (await requestRecord(contracts, wallet, gateway, { recordId: id, purpose: 'TREAT' })).record
  const { ref, manifest, salt, locator } = await get(recordId)
  const { version } = await loadHeartModel()
  const question = {
    requester: wallet.address,
    modelVersion: version,
    purpose: 'TREAT',
    records: [ref],
  } as const
  const { requestId, request, secret } = await askForReport(contracts, gateway, question)
  const landing = await awaitReport(contracts, gateway, requestId, { patience: 180 })
  const landed = await readLandedReport(contracts, requestId)
  const reader = {
    contracts,
    content: contentReader(httpBlockstore(url)),
    grantee: wallet.address,
    identity,
  }
  const released = await get(landing.recordId)
  const report = await openReport(reader, secret, landed, landing.recordId, released)

  await staff.anchorDisclosures()
  const listed = await staff.listDisclosures(recordId)
  const { chainId } = deployment
  return {
    content,
    bundle: {
      format: 'salus-audit/1',
      chainId,
      record: { ref, manifest, salt, locator },
      request,
      disclosures: listed.flatMap(({ receipt, proof }) => (proof ? [{ receipt, proof }] : [])),
    },
    opened: {
      format: 'salus-opened-report/1',
      chainId,
      requestId,
      request,
      secret: bytesToHex(secret),
      report,
      impression: null,
      patient: {},
    },
  }
}

/** The heart fixture, as of yesterday, about this patient. */
async function bundleOf(patient: string) {
  const bundle = await heartBundle()
  for (const { resource } of bundle.entry) {
    if (resource.resourceType === 'Observation') {
      resource.effectiveDateTime = new Date(Date.now() - 86_400_000).toISOString()
    } else {
      resource.identifier = [{ system: 'urn:ietf:rfc:3986', value: patient }]
    }
  }
  return bundle
}
