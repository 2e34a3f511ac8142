import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'

export interface FileDropProps {
  readonly label: string
  readonly help: string
  readonly onFile: (file: File) => void
}

/** A file, chosen or dropped. It stays in the page. */
export function FileDrop({ label, help, onFile }: FileDropProps) {
  const id = useId()
  const isOver = useSignal(false)
  const take = (files: FileList | null | undefined) => {
    isOver.value = false
    const [file] = files ?? []
    if (file) onFile(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the field inside takes files by keyboard
    <div
      class={`field drop${isOver.value ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        isOver.value = true
      }}
      onDragLeave={() => {
        isOver.value = false
      }}
      onDrop={(event) => {
        event.preventDefault()
        take(event.dataTransfer?.files)
      }}
    >
      <label for={id}>{label}</label>
      <p class="help" id={`${id}-help`}>
        {help}
      </p>
      <input
        id={id}
        type="file"
        aria-describedby={`${id}-help`}
        onChange={({ currentTarget }) => {
          take(currentTarget.files)
          // So that the same file can be chosen again.
          currentTarget.value = ''
        }}
      />
    </div>
  )
}
