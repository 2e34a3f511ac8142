import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Wallet } from 'ethers'
import type { LocalNetwork } from '../../cli/up/startLocalNetwork.ts'

const run = promisify(execFile)

type Json = Record<string, unknown>

/**
 * Tells the story that `salus up` prints, through the command line alone: a patient, the hospital's staff and a
 * clinician, up to a landed report and its audit. Returns the clinician's page. Throws where a command fails.
 */
export async function tellStory(network: LocalNetwork, deployments: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'salus-story-'))
  const file = (name: string) => join(folder, name)
  const salus = async (secrets: Record<string, string>, ...args: string[]): Promise<Json> => {
    const { stdout } = await run(process.execPath, ['cli/salus.js', ...args, '--json'], {
      env: {
        PATH: process.env.PATH,
        SALUS_RPC_URL: network.rpcUrl,
        SALUS_GATEWAY_URL: network.gateway.url,
        ...secrets,
      },
    })
    return JSON.parse(stdout)
  }
  const onChain = ['--deployments', deployments]
  const { hospital, clinician } = network.actors
  const forTreatment = ['--purpose', 'TREAT', '--relay', ...onChain]
  try {
    const wallet = Wallet.createRandom()
    const patient = { SALUS_KEY: wallet.privateKey }
    await salus({ ...patient, SALUS_PAYER_KEY: hospital.privateKey }, 'identity', 'publish', ...onChain)
    await salus(patient, 'record', 'enrol', '--custodian', hospital.organisation, ...onChain)
    await salus(patient, 'consent', 'grant', 'committee', '--category', 'cardiology', ...forTreatment)
    const categories = ['--category', 'cardiology', '--category', 'risk-reports']
    await salus(patient, 'consent', 'grant', clinician.address, ...categories, ...forTreatment)

    const bundle = file('bundle.json')
    await salus({}, 'record', 'example', '--patient', wallet.address, '--output', bundle)
    const staff = { SALUS_GATEWAY_TOKEN: hospital.seed }
    const about = ['--patient', wallet.address, '--category', 'cardiology']
    const added = await salus(staff, 'record', 'add', ...about, '--input', bundle)

    const key = { SALUS_KEY: clinician.privateKey }
    const published = await salus(key, 'identity', 'publish', ...onChain)
    const doctor = { ...key, SALUS_RECOVERY_CODE: String(published.recoveryCode) }
    const evidence = file('evidence.json')
    const kept = ['--output', file('record.json'), '--evidence', evidence]
    await salus(doctor, 'record', 'get', String(added.recordId), ...kept, ...onChain)
    const page = ['--output', file('report.html')]
    const asked = ['--evidence', evidence, '--model', 'heart', '--impression', 'likely']
    await salus(doctor, 'report', 'request', ...asked, ...page, ...onChain)
    await salus({}, 'audit', evidence, '--ipfs', network.gateway.url, ...onChain)
    return await readFile(file('report.html'), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
