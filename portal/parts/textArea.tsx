import { useId } from 'preact/hooks'

export interface TextAreaProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly help?: string
  readonly maxLength: number
}

/** Text of several lines. */
export function TextArea({ label, value, onInput, help, maxLength }: TextAreaProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <textarea
        id={id}
        rows={4}
        value={value}
        maxLength={maxLength}
        autocomplete="off"
        // Some browsers send what is typed to a server, to check its spelling.
        spellcheck={false}
        {...(help && { 'aria-describedby': `${id}-help` })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  )
}
