/** Any number as one between 0 and 1. */
export const logistic = (value: number): number => 1 / (1 + Math.exp(-value))
