import { useEffect, useMemo } from 'preact/hooks'
import { chartStyles } from '../../sdk/charts/chartStyles.ts'
import { drawn } from '../report/html.ts'
import { MarkupView } from './markup.ts'

/** A chart of sdk/charts. Its style is there as long as it is: a sheet that a script makes is no inline style. */
export function Chart({ svg }: { readonly svg: string }) {
  useEffect(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(chartStyles)
    document.adoptedStyleSheets.push(sheet)
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet)
    }
  }, [])
  const markup = useMemo(() => drawn(svg), [svg])
  return <MarkupView markup={markup} />
}
