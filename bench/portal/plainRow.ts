/** What is read of a receipt: when, who, what, for what, which record, and what the chain says of it. */
export type PlainRow = readonly string[]
