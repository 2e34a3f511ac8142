import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { words } from '../words/en.ts'
import { Button } from './button.tsx'
import { TroubleNote } from './trouble.tsx'

/** https://wicg.github.io/shape-detection-api/#barcode-detection-api, where a browser has it. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector

const FORMATS = ['data_matrix', 'qr_code']
/** Milliseconds between looks. */
const PAUSE = 200

/** Reads a code by the camera. The pictures stay in the page. */
export function Scanner({ onCode }: { readonly onCode: (text: string) => void }) {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: DetectorClass }
  const isOn = useSignal(false)
  if (!BarcodeDetector) return <p class="muted">{words.pack.cameraNone}</p>
  return (
    <>
      <div class="buttons">
        <Button
          onClick={() => {
            isOn.value = !isOn.value
          }}
        >
          {isOn.value ? words.pack.cameraStop : words.pack.camera}
        </Button>
      </div>
      {isOn.value && (
        <Camera
          detector={BarcodeDetector}
          onCode={(text) => {
            isOn.value = false
            onCode(text)
          }}
        />
      )}
    </>
  )
}

interface CameraProps {
  readonly detector: DetectorClass
  readonly onCode: (text: string) => void
}

function Camera({ detector, onCode }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null)
  const trouble = useSignal<unknown>(null)
  useEffect(() => {
    const controller = new AbortController()
    watch(video.current, new detector({ formats: FORMATS }), controller.signal).then(
      (code) => {
        if (code !== undefined) onCode(code)
      },
      (error: unknown) => {
        trouble.value = error
      },
    )
    return () => controller.abort()
  }, [])
  return (
    <>
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      <video ref={video} muted playsInline aria-label={words.pack.camera} />
    </>
  )
}

/** The first code that comes before the camera, or undefined where it was stopped before. */
async function watch(
  video: HTMLVideoElement | null,
  detector: Detector,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!video) return undefined
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    while (!signal.aborted) {
      const [found] = await detector.detect(video)
      if (found) return found.rawValue
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
    return undefined
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}
