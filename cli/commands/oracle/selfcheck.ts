import type { Command } from 'commander'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

export function registerOracleSelfcheck(group: Command): void {
  const command = group
    .command('selfcheck')
    .description(
      'Prove that this machine computes every shipped model to the bit, as a node does when it starts.',
    )
    .action(exits(selfcheck))
  withExample(
    withJson(command),
    '$ salus oracle selfcheck',
    'Every model ships golden cases: inputs, and the hash of what the model said where it was trained. A node\nwhose answer differs in one bit, or that does not compute on the pinned back-end, refuses to start.',
  )
}

async function selfcheck(options: OutputOptions): Promise<number> {
  const { selfCheckAll } = await import('../../../oracle/models/golden.ts')
  const { loadShippedModels } = await import('../../../oracle/models/shippedModels.ts')
  const { loadRuntime } = await import('../../../oracle/runtime/tensorflow.ts')
  const runtime = await loadRuntime('wasm')
  const checked = await selfCheckAll(runtime, await loadShippedModels(runtime))
  emit(options, checked, () => {
    const { tfjs, wasmBackend, binary } = checked.runtime
    const table = columns(
      checked.models.map(({ name, version, cases }) => [name, `${cases.length} of ${cases.length}`, version]),
      ['Model', 'Golden cases', 'Version'],
    )
    return `${table}
back-end      ${checked.backend}, TensorFlow.js ${tfjs}, WebAssembly back-end ${wasmBackend}
binary        sha256 ${binary}
fingerprint   ${checked.fingerprint}
`
  })
  return FINE
}
