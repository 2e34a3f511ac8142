import { formatNumber, formatTime } from './format.ts'

const voltage = new Intl.NumberFormat(navigator.language, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
})
const share = new Intl.NumberFormat(navigator.language, { style: 'percent', maximumFractionDigits: 1 })
const tenth = new Intl.NumberFormat(navigator.language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})

/** Seconds as 1:05.3, or 1:05 where tenths do not matter. */
const clock = (seconds: number, withTenths: boolean): string => {
  const rounded = withTenths ? Math.round(seconds * 10) / 10 : Math.round(seconds)
  const [hours, minutes, rest] = [
    Math.floor(rounded / 3600),
    Math.floor(rounded / 60) % 60,
    rounded % 60,
  ] as const
  const last = `${rest < 10 ? '0' : ''}${withTenths ? tenth.format(rest) : formatNumber(rest)}`
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${last}` : `${minutes}:${last}`
}

/** What is said of signals in a record. */
export const signals = {
  title: 'Electrocardiogram',
  choose: 'Lead',
  unspecified: 'Lead not stated',
  lead: (name: string) => `Lead ${name}`,
  undated: 'without a time',
  choice: (lead: string, start: string) => `${lead}, ${start}`,
  startOf: (at: number) => formatTime(at),
  describe: (lead: string, seconds: number, hertz: number) =>
    `${lead}: ${clock(seconds, false)} minutes, ${formatNumber(Math.round(hertz * 10) / 10)} samples a second.`,
  range: (least: number, greatest: number) =>
    `From ${voltage.format(least)} to ${voltage.format(greatest)} mV.`,
  nothing: 'No sample of it could be measured.',
  missing: (part: number) => `${share.format(part)} of the samples are missing: the line is broken there.`,
  saturated: (part: number) =>
    `${share.format(part)} were beyond what the device can measure: the line is broken there.`,
  shown: (from: number, to: number, of: number) =>
    `${clock(from, true)} to ${clock(to, true)} of ${clock(of, true)}`,
  clock,
  volts: (value: number) => voltage.format(value),
  axis: 'mV',
  plot: (lead: string) => `${lead}: trace`,
  keys: 'Arrow keys move the trace. + and − show it closer and wider, Home and End its beginning and end. A mouse drags it, and zooms with Ctrl and the wheel; fingers drag and pinch it.',
  move: 'Move the trace',
  earlier: 'Earlier',
  later: 'Later',
  closer: 'Closer',
  wider: 'Wider',
  whole: 'All of it',
  refused: 'This signal cannot be drawn.',
  tooManyTraces: (shown: number, all: number) =>
    `The first ${formatNumber(shown)} of ${formatNumber(all)} are offered here.`,
  tooMany: (count: number) =>
    `It has more than ${formatNumber(count)} samples, which is more than this page draws. Save the record, and open it with a program of yours.`,
  malformed:
    'It is not written as the standard wants it (FHIR R4, SampledData). Ask whoever made the record.',
  otherUnit: 'Its unit is none that this page knows. Ask whoever made the record.',
  tooLarge: (bytes: string) =>
    `The record has ${bytes}, which is more than this page looks through for signals. Save the record, and open it with a program of yours.`,
  limit:
    'The trace shows what the record says. It was not checked for signs of disease, and this screen is no diagnostic device.',
} as const
