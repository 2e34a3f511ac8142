import type { Provider, Wallet } from 'ethers'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { walletOf } from '../../input/wallet.ts'

/** The logger. Its key comes from the environment alone: a flag would stay in histories. @throws InvalidInputError CONFIG_INVALID */
export function loggerWallet(provider: Provider, environment = process.env): Wallet {
  const key = environment.SALUS_LOGGER_KEY
  if (key) return walletOf('SALUS_LOGGER_KEY', key, provider)
  throw new InvalidInputError('CONFIG_INVALID', 'Set SALUS_LOGGER_KEY to the private key of the logger.')
}
