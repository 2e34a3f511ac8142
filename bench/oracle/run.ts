import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { installedVersion, machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import { measureInference } from './inference.ts'
import { measureLanding } from './landing.ts'
import { ONNX_RUNTIME } from './packages.ts'
import type { PipelineFigures } from './pipeline.ts'
import { measureShapley } from './shapley.ts'

interface Row {
  readonly measured: string
  readonly figure: number | null
  readonly unit: string
  readonly bar: string
  readonly isMet: boolean | null
}

const NOTES = [
  'Landing: from the sending of a request to its report on chain; chain and client in one process, the gateway and four',
  'nodes in processes of their own, all on the cores named below. The heart model, one record of 13 Observations.',
  'Pipeline: one node alone, one request after another, from the sealed key to the signature; no chain, no gateway.',
  'Inference: a 13-32-16-1 network on one thread, turn and turn about; onnxruntime-node is fetched, its scripts not run.',
  'Shapley: 2^13 coalitions against one background person, through the same network and through seven of them.',
] as const

/** What a node takes for a report, and the network for one on chain. */
export async function runOracleBench() {
  const load = round(loadavg()[0] ?? 0)
  const inference = await measureInference()
  const pipeline = await measurePipeline()
  const shapley = await measureShapley()
  const landing = await measureLanding()
  const ratio = inference.onnxRuntime === null ? null : round(inference.onnxRuntime / inference.tfjsWasm)
  const { before, after } = pipeline
  const grown = round(after.resident - before.resident)
  const many = grouped(pipeline.requests)
  const rows: Row[] = [
    row('request to landed report, p50', landing.p50, 'ms', '≤ 1500', landing.p50 <= 1_500),
    row('request to landed report, p95', landing.p95, 'ms', '≤ 3000', landing.p95 <= 3_000),
    row('reports of one node pipeline', pipeline.perSecond, 'per second', '≥ 20', pipeline.perSecond >= 20),
    row('inference, tfjs wasm', inference.tfjsWasm, 'rows per second', '', null),
    row('inference, onnxruntime-node', inference.onnxRuntime, 'rows per second', '', null),
    row('onnxruntime-node is faster by', ratio, 'times', '≤ 5', ratio === null ? null : ratio <= 5),
    row('exact Shapley, 13 features, one network', shapley.network, 'ms', '≤ 60', shapley.network <= 60),
    row('exact Shapley, 13 features, seven networks', shapley.ensemble, 'ms', '≤ 60', shapley.ensemble <= 60),
    row('memory of the pipeline when warm', before.resident, 'MiB', '', null),
    row(`memory after ${many} requests more`, after.resident, 'MiB', '', null),
    row('memory grown by', grown, 'MiB', '≤ a tenth', grown <= 0.1 * before.resident),
    row('heap grown by', round(after.heap - before.heap), 'MiB', '', null),
  ]
  return {
    measuredAt: new Date().toISOString().slice(0, 10),
    machine: { ...machine(), loadBefore: load },
    versions: {
      hardhat: await installedVersion('hardhat'),
      ethers: await installedVersion('ethers'),
      tfjs: await installedVersion('@tensorflow/tfjs'),
      'onnxruntime-node': inference.missing ?? ONNX_RUNTIME.version,
    },
    notes: NOTES,
    rows,
  }
}

const row = (
  measured: string,
  figure: number | null,
  unit: string,
  bar: string,
  isMet: boolean | null,
): Row => ({ measured, figure, unit, bar, isMet })

const round = (value: number) => Math.round(value * 10) / 10

async function measurePipeline(): Promise<PipelineFigures> {
  const child = fork(fileURLToPath(new URL('pipeline.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The pipeline ended with code ${code} and said nothing.`)
  })
  return Promise.race([once(child, 'message').then(([message]) => message as PipelineFigures), ended])
}

export function renderOracleBench({
  rows,
  notes,
  versions,
  machine,
}: Awaited<ReturnType<typeof runOracleBench>>): string {
  const verdict = (isMet: boolean | null) => (isMet === null ? '' : isMet ? 'met' : 'missed')
  const table = renderTable(
    ['measured', 'figure', 'unit', 'bar', ''],
    rows.map(({ measured, figure, unit, bar, isMet }) => [
      measured,
      figure === null ? 'not to be had here' : figure.toLocaleString('en-GB'),
      unit,
      bar,
      verdict(isMet),
    ]),
  )
  return [
    table,
    '',
    ...notes,
    `Load of the machine before: ${machine.loadBefore} on ${machine.cores} cores.`,
    `onnxruntime-node: ${versions['onnxruntime-node']}`,
  ].join('\n')
}
