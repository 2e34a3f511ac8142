import type { ComponentChildren } from 'preact'

export interface ButtonProps {
  readonly children: ComponentChildren
  readonly onClick: () => void
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet'
  readonly disabled?: boolean | undefined
  /** For screen readers, where the text alone does not say what it is about. */
  readonly label?: string
}

/** While it is disabled it keeps its focus, so that whoever uses a keyboard is not thrown out of the page. */
export function Button({ children, onClick, kind = 'plain', disabled = false, label }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-disabled={disabled}
      {...(label && { 'aria-label': label })}
      onClick={() => {
        if (!disabled) onClick()
      }}
    >
      {children}
    </button>
  )
}
