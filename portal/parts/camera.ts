/** https://wicg.github.io/shape-detection-api/#barcode-detection-api, where a browser has it. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}

/** The codes that GS1 has for packs. */
const FORMATS = ['data_matrix', 'qr_code']
/** Milliseconds between looks. */
const PAUSE = 200

/** What reads codes here, or null: some browsers have the class and no format that it reads. */
export async function findDetector(): Promise<Detector | null> {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: DetectorClass }
  if (!BarcodeDetector || !navigator.mediaDevices) return null
  const supported = await BarcodeDetector.getSupportedFormats().catch((): readonly string[] => [])
  const formats = FORMATS.filter((format) => supported.includes(format))
  return formats.length > 0 ? new BarcodeDetector({ formats }) : null
}

/** Shows the camera in `video` until a code comes before it. Gives undefined where it was stopped. The camera is off at once then. */
export async function watchCamera(
  video: HTMLVideoElement,
  detector: Detector,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  const turnOff = () => {
    for (const track of stream.getTracks()) track.stop()
  }
  signal.addEventListener('abort', turnOff, { once: true })
  try {
    video.srcObject = stream
    if (!signal.aborted) await video.play()
    while (!signal.aborted) {
      const [found] = await detector.detect(video)
      if (found && !signal.aborted) return found.rawValue
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
    return undefined
  } finally {
    turnOff()
  }
}

/** Why there is no picture, by the names of https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia. */
export type CameraTrouble = 'refused' | 'missing' | 'busy' | 'other'

export function cameraTrouble(error: unknown): CameraTrouble {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    default:
      return 'other'
  }
}
