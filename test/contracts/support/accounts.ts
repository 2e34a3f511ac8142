import type { ContractTransactionResponse, TypedDataDomain, TypedDataField } from 'ethers'
import { type BaseContract, type Contract, concat, Wallet } from 'ethers'
import type { Chain } from '../../helpers/chain.ts'

/** A patient's account of some kind: what it signs and how it sends. */
export interface PatientAccount {
  readonly address: string
  sign(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string>
  send(contract: BaseContract, method: string, args: readonly unknown[]): Promise<ContractTransactionResponse>
}

export type AccountKind =
  | 'plain account'
  | 'contract wallet'
  | 'delegated account without ERC-1271'
  | 'delegated account with ERC-1271'

export const accountKinds: readonly AccountKind[] = [
  'plain account',
  'contract wallet',
  'delegated account without ERC-1271',
  'delegated account with ERC-1271',
]

/** A fresh patient of this kind on this chain. */
export async function createPatient(chain: Chain, kind: AccountKind): Promise<PatientAccount> {
  switch (kind) {
    case 'plain account':
      return plainAccount(await fundedWallet(chain))
    case 'contract wallet':
      return contractWallet(chain)
    case 'delegated account without ERC-1271':
      return delegatedAccount(chain, 'SilentDelegate')
    case 'delegated account with ERC-1271':
      return delegatedAccount(chain, 'SigningDelegate')
  }
}

function plainAccount(wallet: Wallet): PatientAccount {
  return {
    address: wallet.address,
    sign: (domain, types, value) => wallet.signTypedData(domain, types, value),
    send: (contract, method, args) => invoke(contract.connect(wallet), method, args),
  }
}

async function contractWallet(chain: Chain): Promise<PatientAccount> {
  const owner = await fundedWallet(chain)
  const wallet = (await chain.ethers.deployContract('ContractWallet', [owner.address])).connect(owner)
  return {
    address: await wallet.getAddress(),
    sign: (domain, types, value) => owner.signTypedData(domain, types, value),
    send: async (contract, method, args) =>
      invoke(wallet, 'execute', [
        await contract.getAddress(),
        contract.interface.encodeFunctionData(method, args),
      ]),
  }
}

async function delegatedAccount(
  chain: Chain,
  delegate: 'SilentDelegate' | 'SigningDelegate',
): Promise<PatientAccount> {
  const wallet = await fundedWallet(chain)
  await delegateTo(chain, wallet, await (await chain.ethers.deployContract(delegate)).getAddress())
  const plain = plainAccount(wallet)
  if (delegate === 'SilentDelegate') return plain
  return {
    ...plain,
    // The delegate takes signatures with a leading version byte only.
    sign: async (domain, types, value) => concat(['0x01', await wallet.signTypedData(domain, types, value)]),
  }
}

/** Sends the EIP-7702 authorisation that makes `delegate` the code of the wallet's account. */
export async function delegateTo(chain: Chain, wallet: Wallet, delegate: string): Promise<void> {
  const sender = await fundedWallet(chain)
  const authorization = await wallet.authorize({
    address: delegate,
    nonce: await wallet.getNonce(),
    chainId: chain.chainId,
  })
  const response = await sender.sendTransaction({
    type: 4,
    to: sender.address,
    authorizationList: [authorization],
    gasLimit: 200_000n,
  })
  await response.wait()
}

/** A new key with ETH on the chain. */
export async function fundedWallet(chain: Chain): Promise<Wallet> {
  const wallet = new Wallet(Wallet.createRandom().privateKey, chain.ethers.provider)
  await chain.networkHelpers.setBalance(wallet.address, 10n ** 18n)
  return wallet
}

function invoke(
  contract: BaseContract,
  method: string,
  args: readonly unknown[],
): Promise<ContractTransactionResponse> {
  return (contract as Contract).getFunction(method).send(...args)
}
