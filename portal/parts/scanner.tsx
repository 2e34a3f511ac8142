import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../words/en.ts'
import { Button } from './button.tsx'
import { type CameraTrouble, cameraTrouble, findDetector, watchCamera } from './camera.ts'

type Detector = NonNullable<Awaited<ReturnType<typeof findDetector>>>

/** Reads a code by the camera. The pictures stay in the page. */
export function Scanner({ onCode }: { readonly onCode: (text: string) => void }) {
  /** Undefined until it is known. */
  const detector = useSignal<Detector | null | undefined>(undefined)
  const isOn = useSignal(false)
  const trouble = useSignal<CameraTrouble | null>(null)
  useLayoutEffect(() => {
    findDetector().then((found) => {
      detector.value = found
    })
  }, [detector])
  if (detector.value === undefined) return null
  if (detector.value === null) return <p class="muted">{words.pack.cameraNone}</p>
  return (
    <>
      <div class="buttons">
        <Button
          onClick={() => {
            trouble.value = null
            isOn.value = !isOn.value
          }}
        >
          {isOn.value ? words.pack.cameraStop : words.pack.camera}
        </Button>
      </div>
      {isOn.value && (
        <Camera
          detector={detector.value}
          onCode={(text) => {
            isOn.value = false
            onCode(text)
          }}
          onTrouble={(error) => {
            isOn.value = false
            trouble.value = cameraTrouble(error)
          }}
        />
      )}
      {trouble.value && (
        <p class="note trouble" role="alert">
          {words.pack.cameraTrouble[trouble.value]} {words.pack.cameraTroubleTodo}
        </p>
      )}
    </>
  )
}

interface CameraProps {
  readonly detector: Detector
  readonly onCode: (text: string) => void
  readonly onTrouble: (error: unknown) => void
}

function Camera({ detector, onCode, onTrouble }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null)
  // Turned off together with its picture, not after the next paint.
  useLayoutEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    if (video.current) {
      watchCamera(video.current, detector, signal).then(
        (code) => {
          if (code !== undefined) onCode(code)
        },
        (error: unknown) => {
          if (!signal.aborted) onTrouble(error)
        },
      )
    }
    return () => controller.abort()
  }, [])
  return <video ref={video} muted playsInline aria-label={words.pack.cameraPicture} />
}
