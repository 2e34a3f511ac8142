/**
 * Proves that gateway and oracles start without development dependencies: copies what is committed to a temporary
 * folder, installs there with `--omit=dev`, runs the services of that copy against a chain of this one, and has them land
 * a report.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalNetwork } from '../../cli/up/startLocalNetwork.ts'
import { tellStory } from './story.ts'
import { untilHealthy } from './untilHealthy.ts'

const PORT = 18_545

const root = await mkdtemp(join(tmpdir(), 'salus-production-'))
try {
  const archive = execFileSync('git', ['archive', 'HEAD'], { maxBuffer: 2 ** 28 })
  execFileSync('tar', ['-x', '-C', root], { input: archive })
  execFileSync('npm', ['install', '--omit=dev', '--omit=optional', '--ignore-scripts', '--silent'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (existsSync(join(root, 'node_modules/hardhat')))
    throw new Error('Hardhat is installed without dev dependencies.')

  const network = await startLocalNetwork({
    port: PORT,
    deployments: root,
    root,
    onStep: (what) => console.log(`… ${what}`),
    onLog: () => undefined,
  })
  try {
    const { gateway, manufacturerGateway, pharmacyGateway, oracles } = network
    for (const { name, url } of [gateway, manufacturerGateway, pharmacyGateway, ...oracles]) {
      await untilHealthy(name, url)
      console.log(`✓ ${name} is healthy`)
    }
    await tellStory(network, root)
    console.log('✓ a report landed')
  } finally {
    await network.stop()
  }
} finally {
  await rm(root, { recursive: true, force: true })
}
