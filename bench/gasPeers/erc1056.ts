import {
  Contract,
  concat,
  encodeBytes32String,
  id,
  keccak256,
  Signature,
  solidityPacked,
  toBeHex,
  Wallet,
} from 'ethers'
import { ethereumDIDRegistryAbi } from '../../sdk/abi/EthereumDIDRegistry.ts'
import type { World } from '../gas/world.ts'

const VALIDITY = 30 * 86_400

export interface Erc1056Gas {
  readonly addDelegateFirst: number
  readonly addDelegateLater: number
  readonly addDelegateSignedFirst: number
  readonly revokeDelegate: number
  readonly setAttributeFirst: number
  readonly setAttributeLater: number
}

/** Gas of ERC-1056 for a delegate or an attribute of 32 bytes, on the registry that Salus deploys from npm. */
export async function measureErc1056(world: World): Promise<Erc1056Gas> {
  const { clinician, responder, relayer } = world.accounts
  const registry = new Contract(world.didRegistry, ethereumDIDRegistryAbi, relayer)
  const identity = world.patient(0)
  const used = async (sender: typeof relayer, method: string, args: readonly unknown[]) =>
    Number((await world.sendTo(sender, registry, method, args)).gasUsed)
  const type = encodeBytes32String('veriKey')
  const delegate = (account: string) => [identity.address, type, account, VALIDITY]

  const addDelegateFirst = await used(identity, 'addDelegate', delegate(clinician.address))
  const addDelegateLater = await used(identity, 'addDelegate', delegate(responder.address))
  const revokeDelegate = await used(identity, 'revokeDelegate', [identity.address, type, clinician.address])

  const signer = new Wallet(id('identity'))
  const digest = keccak256(
    concat([
      '0x1900',
      world.didRegistry,
      toBeHex(0, 32),
      signer.address,
      solidityPacked(
        ['string', 'bytes32', 'address', 'uint256'],
        ['addDelegate', type, clinician.address, VALIDITY],
      ),
    ]),
  )
  const { v, r, s } = Signature.from(signer.signingKey.sign(digest))
  const addDelegateSignedFirst = await used(relayer, 'addDelegateSigned', [
    signer.address,
    v,
    r,
    s,
    type,
    clinician.address,
    VALIDITY,
  ])

  const other = world.patient(1)
  const attribute = (name: string) => [other.address, encodeBytes32String('did/svc/x'), id(name), VALIDITY]
  return {
    addDelegateFirst,
    addDelegateLater,
    addDelegateSignedFirst,
    revokeDelegate,
    setAttributeFirst: await used(other, 'setAttribute', attribute('a')),
    setAttributeLater: await used(other, 'setAttribute', attribute('b')),
  }
}
