import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre'
import { UnavailableError } from '../../sdk/errors/index.ts'

/** Hardhat, a development dependency: only the commands that start a chain of their own load it. */
export async function loadHardhat(): Promise<HardhatRuntimeEnvironment> {
  try {
    const { default: environment } = await import('hardhat')
    await environment.tasks.getTask('build').run({ quiet: true })
    return environment
  } catch (cause) {
    throw new UnavailableError(
      'HARDHAT_MISSING',
      'This command starts a local chain, for which Hardhat must be installed: run npm install without --omit=dev, in the project folder.',
      { cause },
    )
  }
}
