import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { summariseSignal } from '../../sdk/charts/signalSummary.ts'
import { SalusError } from '../../sdk/errors/index.ts'
import { parseDateTime } from '../../sdk/fhir/dateTime.ts'
import { type EcgTrace, ecgTracesOf } from '../../sdk/fhir/ecgTraces.ts'
import { bundleLimits } from '../../sdk/fhir/limits.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import type { Samples } from '../../sdk/fhir/sampledData.ts'
import { Select } from '../parts/field.tsx'
import { Loaded, useResource } from '../parts/loaded.tsx'
import { formatBytes } from '../words/format.ts'
import { signals } from '../words/signals.ts'
import { SignalPlot } from './signalPlot.tsx'

/** An hour at 250 samples a second: what is read without a pause that a reader would notice. */
const MAXIMUM_SAMPLES = 1_000_000
/** Of a record that has more, nobody looks at each. */
const MAXIMUM_TRACES = 100

/** The electrocardiograms of a record that is a FHIR Bundle; nothing where it is none, or has none. */
export default function RecordSignals({ content }: { readonly content: Blob }) {
  const isTooLarge = content.size > bundleLimits.maximumBytes
  const found = useResource(
    async () => (isTooLarge ? [] : tracesIn(new Uint8Array(await content.arrayBuffer()))),
    [content],
  )
  if (isTooLarge) return <p class="muted">{signals.tooLarge(formatBytes(content.size))}</p>
  return <Loaded resource={found}>{(traces) => traces.length > 0 && <Traces traces={traces} />}</Loaded>
}

function tracesIn(bytes: Uint8Array): readonly EcgTrace[] {
  try {
    return ecgTracesOf(parseBundle(bytes))
  } catch (error) {
    // It is shown as text all the same.
    if (error instanceof SalusError) return []
    throw error
  }
}

function Traces({ traces }: { readonly traces: readonly EcgTrace[] }) {
  const chosen = useSignal('0')
  const trace = traces[Number(chosen.value)]
  return (
    <section class="signal" aria-labelledby="signal-title">
      <h3 id="signal-title">{signals.title}</h3>
      {traces.length > 1 && (
        <Select
          label={signals.choose}
          value={chosen.value}
          choices={traces
            .slice(0, MAXIMUM_TRACES)
            .map((one, index) => ({ value: String(index), label: titleOf(one) }))}
          onChange={(index) => {
            chosen.value = index
          }}
        />
      )}
      {traces.length > MAXIMUM_TRACES && (
        <p class="muted">{signals.tooManyTraces(MAXIMUM_TRACES, traces.length)}</p>
      )}
      {trace && <Trace key={chosen.value} trace={trace} />}
      <p class="muted">{signals.limit}</p>
    </section>
  )
}

const leadOf = ({ lead }: EcgTrace): string =>
  lead === null || lead === 'unspecified' ? signals.unspecified : signals.lead(lead)

function titleOf(trace: EcgTrace): string {
  const { start } = trace
  const time = start === null ? null : parseDateTime(start)
  if (start === null || time === null) return signals.choice(leadOf(trace), signals.undated)
  // A day without an hour stays one.
  return signals.choice(leadOf(trace), start.includes('T') ? signals.startOf(time) : start)
}

function Trace({ trace }: { readonly trace: EcgTrace }) {
  const read = useMemo(() => samplesOf(trace), [trace])
  if (read instanceof SalusError) {
    return (
      <p class="note warning" role="alert">
        <strong>{signals.refused}</strong> {reasonOf(read)}
      </p>
    )
  }
  return <Drawn title={titleOf(trace)} samples={read} />
}

function samplesOf(trace: EcgTrace): Samples | SalusError {
  try {
    return trace.read(MAXIMUM_SAMPLES)
  } catch (error) {
    if (error instanceof SalusError) return error
    throw error
  }
}

const reasonOf = ({ code }: SalusError): string =>
  code === 'INPUT_TOO_LARGE'
    ? signals.tooMany(MAXIMUM_SAMPLES)
    : code === 'FEATURE_UNIT_MISMATCH'
      ? signals.otherUnit
      : signals.malformed

function Drawn({ title, samples }: { readonly title: string; readonly samples: Samples }) {
  const { values, samplingHertz } = samples
  const { least, greatest, measured, missing, saturated } = useMemo(() => summariseSignal(values), [values])
  const signal = useMemo(() => ({ values, samplingHertz, least, greatest }), [samples])
  return (
    <>
      <p>
        {signals.describe(title, values.length / samplingHertz, samplingHertz)}{' '}
        {measured === 0 ? signals.nothing : signals.range(least, greatest)}{' '}
        {missing > 0 && signals.missing(missing)} {saturated > 0 && signals.saturated(saturated)}
      </p>
      <SignalPlot label={title} signal={signal} />
    </>
  )
}
