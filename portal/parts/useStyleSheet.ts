import { useLayoutEffect } from 'preact/hooks'

/**
 * The style of what is drawn, there before it is seen and as long as it is. A sheet that a script makes is no inline style,
 * which the page's policy blocks.
 */
export function useStyleSheet(styles: string): void {
  useLayoutEffect(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    document.adoptedStyleSheets.push(sheet)
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet)
    }
  }, [styles])
}
