/** A quantity of demand: whole from 100 on, else with up to two decimals. */
export const quantity = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toFixed(2)))
