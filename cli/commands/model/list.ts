import type { Command } from 'commander'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

export function registerModelList(group: Command): void {
  const command = group
    .command('list')
    .description('List the shipped models, their files checked against their cards.')
    .action(exits(list))
  withExample(withJson(command), '$ salus model list')
}

async function list(options: OutputOptions): Promise<number> {
  const { loadShippedModels } = await import('../../../oracle/models/shippedModels.ts')
  const { loadRuntime } = await import('../../../oracle/runtime/tensorflow.ts')
  const shipped = await loadShippedModels(await loadRuntime('wasm'))
  const models = shipped.map(({ kind, card: { name, title }, version, figures }) => {
    return { name, kind, title, modelVersion: version, figures }
  })
  emit(options, { models }, () =>
    columns(
      models.map(({ name, kind, title, figures, modelVersion }) => [
        name,
        kind,
        title,
        figures.map((figure) => `${figure.name} ${figure.value}`).join(', '),
        modelVersion,
      ]),
      ['Name', 'Kind', 'What for', 'Figures', 'Version'],
    ),
  )
  return FINE
}
