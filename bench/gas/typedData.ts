import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { type Contract, getBytes, toBeHex } from 'ethers'

/** The EIP-712 structs that patients sign, as their contracts declare them. */
const STRUCTS = {
  Grant:
    'string words,address patient,address grantee,bool isOrganisation,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline',
  Restriction: 'string words,uint8 restriction,address patient,address grantee,uint24 count,uint40 deadline',
  OptIn: 'string words,address patient,uint32 generation,uint40 deadline',
  Appointment:
    'string words,address patient,address guardian,uint40 until,uint32 changes,uint32 generation,uint40 deadline',
  Dismissal: 'string words,address patient,address guardian,uint32 count,uint40 deadline',
  Cancellation: 'string words,address patient,uint32 count,uint40 deadline',
  EmergencyChoice:
    'string words,address patient,uint32 categories,uint32 changes,uint32 generation,uint40 deadline',
  Enrolment: 'string words,address patient,address custodianOrg,uint32 changes,uint40 deadline',
  ApproveMonitoring:
    'string words,address patient,address requester,bytes32 modelVersion,uint8 purpose,uint8 category,bytes32 secretHash,uint40 start,uint40 end,uint32 heartbeat,uint256 nonce,uint32 generation,uint40 deadline',
  EndMonitoring: 'string words,address patient,bytes32 standingId,uint40 deadline',
  Departure: 'string words,address patient,address custodianOrg,uint32 changes,uint40 deadline',
} as const

type StructName = keyof typeof STRUCTS

/** Words of the structs whose words never change. */
export const WORDS = {
  revoke: 'Stop sharing my records with this grantee',
  deny: 'Never share my records with this grantee',
  revokeAll: 'Stop sharing my records with everyone',
  optOut: 'Share nothing with anyone, not even in an emergency',
  optIn: 'Let me share my records again',
  appoint: 'Let this guardian grant and revoke consent for me',
  dismiss: 'This guardian may no longer act for me',
  cancel: 'Give nobody else control of my consent',
  choose: 'In an emergency, show responders these categories and no others',
  enrol: 'Let this organisation keep records about me',
  endMonitoring: 'Stop this monitoring of my records',
  depart: 'This organisation may keep no new records about me',
} as const

export interface Signed<Request> {
  readonly request: Request & { readonly deadline: number }
  readonly signature: string
}

/** Attempts at a signature without a zero byte; about three of four have none. */
const ATTEMPTS = 256

/**
 * Signs with the first deadline from `from` on for which neither it nor the signature has a zero byte. Zero bytes are
 * cheaper, and every change to any contract would move where they fall.
 *
 * @param from seconds since 1970
 * @param flatten the struct's members where the request nests them
 */
export async function signDearest<Request extends object>(
  signer: HardhatEthersSigner,
  contract: Contract,
  struct: StructName,
  words: string,
  request: Request,
  from: number,
  flatten: (request: Request) => Record<string, unknown> = (flat) => flat as Record<string, unknown>,
): Promise<Signed<Request>> {
  const { name, version, chainId, verifyingContract } = await contract.getFunction('eip712Domain')()
  const types = { [struct]: fields(STRUCTS[struct]) }
  const { deadline, signature } = await dearestDeadline(from, (deadline) =>
    signer.signTypedData({ name, version, chainId, verifyingContract }, types, {
      words,
      ...flatten(request),
      deadline,
    }),
  )
  return { request: { ...request, deadline }, signature }
}

/** The first deadline from `from` on for which neither it nor its signature has a zero byte, and that signature. */
export async function dearestDeadline(
  from: number,
  sign: (deadline: number) => Promise<string>,
): Promise<{ readonly deadline: number; readonly signature: string }> {
  for (let deadline = from; deadline < from + ATTEMPTS; deadline++) {
    if (!hasNoZeroByte(toBeHex(deadline))) continue
    const signature = await sign(deadline)
    if (hasNoZeroByte(signature)) return { deadline, signature }
  }
  throw new Error(`No deadline within ${ATTEMPTS} s gives a signature without a zero byte.`)
}

/** Whether no byte of `data` is zero. */
export const hasNoZeroByte = (data: string): boolean => !getBytes(data).includes(0)

const fields = (declaration: string) =>
  declaration.split(',').map((member) => {
    const [type = '', name = ''] = member.split(' ')
    return { type, name }
  })
