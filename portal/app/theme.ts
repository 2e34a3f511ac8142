import { type ReadonlySignal, signal } from '@preact/signals'

const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export interface ThemeSwitch {
  readonly theme: ReadonlySignal<Theme>
  next(): void
}

/** The reader's own choice lasts as long as the page: nothing is kept in the browser. */
export function createThemeSwitch(root: HTMLElement): ThemeSwitch {
  const theme = signal<Theme>('system')
  return {
    theme,
    next() {
      theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system'
      root.dataset.theme = theme.value
    },
  }
}
