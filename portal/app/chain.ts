import type { JsonRpcProvider } from 'ethers'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { connectProvider } from '../../sdk/chain/provider.ts'
import type { ConnectedWallet } from '../wallet/connection.ts'
import { type SignerOptions, WalletSigner } from '../wallet/walletSigner.ts'
import type { Settings } from './settings.ts'

/** The chain as the page reads it: through the node of its settings, whatever the wallet is connected to. */
export interface Chain {
  readonly provider: JsonRpcProvider
  /** Connected to nobody: to read. */
  readonly contracts: Contracts
  /** A signer by the wallet, and the contracts as it acts on them. */
  act(wallet: ConnectedWallet, watched: Watched): Acting
}

export interface Acting {
  readonly signer: WalletSigner
  readonly contracts: Contracts
}

type Watched = Pick<SignerOptions, 'signal' | 'onAsk' | 'onAnswer' | 'onSubmitted' | 'onAway'>

/** @throws InvalidInputError CHAIN_MISMATCH, UnavailableError CHAIN_UNAVAILABLE */
export async function openChain({ deployment, rpcUrl }: Settings): Promise<Chain> {
  const provider = await connectProvider(rpcUrl, deployment)
  const { chainId } = deployment
  return {
    provider,
    contracts: connectContracts(deployment, provider),
    act(wallet, watched) {
      const signer = new WalletSigner({ wallet, provider, chainId, ...watched })
      return { signer, contracts: connectContracts(deployment, signer) }
    },
  }
}
