/** The one way in which pages and reports show what cannot be seen in the text of others. */
export { visibleText as visible } from '../../sdk/charts/visibleText.ts'
