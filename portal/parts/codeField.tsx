import type { TargetedKeyboardEvent } from 'preact'
import { SEPARATOR } from '../../sdk/gs1/elementString.ts'
import { words } from '../words/en.ts'
import { TextField } from './field.tsx'

export interface CodeFieldProps {
  readonly value: string
  readonly onInput: (text: string) => void
  readonly onEnter: () => void
}

/** The code of a pack, typed, pasted, or from a scanner that types. */
export function CodeField({ value, onInput, onEnter }: CodeFieldProps) {
  return (
    <TextField
      label={words.pack.code}
      help={words.pack.codeHelp}
      value={value}
      isCode
      onInput={onInput}
      onKey={(event) => takeSeparator(event, onInput)}
      onEnter={(input) => {
        onEnter()
        // The next scan takes the place of this one.
        input.select()
      }}
    />
  )
}

/**
 * Scanners that act as keyboards send FNC1 as the character GS (General Specifications, section 7.8.3), many as the keys Ctrl and ],
 * of which a browser makes no text. With Alt it is AltGr, by which some keyboards write the bracket.
 */
function takeSeparator(
  event: TargetedKeyboardEvent<HTMLInputElement>,
  onInput: (text: string) => void,
): void {
  const isSeparator = event.ctrlKey && !event.altKey && (event.key === ']' || event.key === SEPARATOR)
  if (!isSeparator) return
  event.preventDefault()
  const input = event.currentTarget
  const { selectionStart, selectionEnd, value } = input
  input.setRangeText(SEPARATOR, selectionStart ?? value.length, selectionEnd ?? value.length, 'end')
  onInput(input.value)
}
