import { useMemo } from 'preact/hooks'
import { chartStyles } from '../../sdk/charts/chartStyles.ts'
import { drawn } from '../report/html.ts'
import { MarkupView } from './markup.ts'
import { useStyleSheet } from './useStyleSheet.ts'

/** A chart of sdk/charts. */
export function Chart({ svg }: { readonly svg: string }) {
  useStyleSheet(chartStyles)
  const markup = useMemo(() => drawn(svg), [svg])
  return <MarkupView markup={markup} />
}
