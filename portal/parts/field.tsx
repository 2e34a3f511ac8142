import type { TargetedKeyboardEvent } from 'preact'
import { useId } from 'preact/hooks'

export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly help?: string
  readonly error?: string | undefined
  /** Whether it holds a secret or a code, which is shown letter by letter. */
  readonly isCode?: boolean
  readonly onEnter?: (input: HTMLInputElement) => void
  readonly onKey?: (event: TargetedKeyboardEvent<HTMLInputElement>) => void
  readonly maxLength?: number
}

export function TextField(props: TextFieldProps) {
  const { label, value, onInput, help, error, isCode = false, onEnter, onKey, maxLength = 4_000 } = props
  const id = useId()
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <input
        id={id}
        class={isCode ? 'code' : ''}
        value={value}
        maxLength={maxLength}
        autocomplete="off"
        autocapitalize="off"
        // Some browsers send what is typed to a server, to check its spelling.
        spellcheck={false}
        aria-invalid={error !== undefined}
        {...(described && { 'aria-describedby': described })}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          onKey?.(event)
          if (event.key === 'Enter') onEnter?.(event.currentTarget)
        }}
      />
      {error && (
        <p class="fault" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
}

export interface SelectProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly Choice<T>[]
  readonly onChange: (value: T) => void
}

export function Select<T extends string>({ label, value, choices, onChange }: SelectProps<T>) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.currentTarget.value)
          if (chosen) onChange(chosen.value)
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  )
}

export interface ChecksProps<T extends string> {
  readonly legend: string
  readonly choices: readonly Choice<T>[]
  readonly chosen: readonly T[]
  readonly onChange: (chosen: readonly T[]) => void
  readonly error?: string | undefined
}

export function Checks<T extends string>({ legend, choices, chosen, onChange, error }: ChecksProps<T>) {
  const id = useId()
  return (
    <fieldset class="checks" {...(error && { 'aria-describedby': id })}>
      <legend>{legend}</legend>
      <div>
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={({ currentTarget: { checked } }) =>
                onChange(
                  choices
                    .map((choice) => choice.value)
                    .filter((one) => (one === value ? checked : chosen.includes(one))),
                )
              }
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {error && (
        <p class="fault" id={id}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
