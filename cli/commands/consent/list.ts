import type { Command } from 'commander'
import pc from 'picocolors'
import type { ConsentStatus } from '../../../sdk/consent/listConsents.ts'
import type { ChainOptions } from '../../context.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface ListOptions extends ChainOptions, OutputOptions {
  readonly patient?: string
}

export function registerConsentList(group: Command): void {
  const command = group
    .command('list')
    .description('List everyone whom a patient ever named, and what each may do now.')
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .action(exits(list))
  withChainOptions(withJson(command))
  withExample(command, '$ salus consent list --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906')
}

function list(options: ListOptions): Promise<number> {
  return withChain(options, async (chain) => {
    const { accountOf } = await import('../../context.ts')
    const { parseAddress } = await import('../../input/address.ts')
    const { listConsents } = await import('../../../sdk/consent/listConsents.ts')
    const patient = options.patient ? parseAddress('patient', options.patient) : accountOf(chain).address
    const consents = await listConsents(chain.contracts, patient)
    const rows = consents.map(({ grantee, status, terms: { categories, purposes, end } }) => [
      grantee,
      coloured(status),
      categories.join(', '),
      purposes.join(', '),
      status === 'revoked' ? '' : time(end),
    ])
    emit(options, { patient, consents }, () =>
      rows.length === 0
        ? `${patient} has never given consent to anyone.\n`
        : columns(rows, ['Grantee', 'Status', 'Categories', 'Purposes', 'Until']),
    )
    return FINE
  })
}

const coloured = (status: ConsentStatus) => (status === 'in force' ? pc.green(status) : pc.yellow(status))
