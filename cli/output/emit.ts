/** Options of every command. */
export interface OutputOptions {
  readonly json?: boolean
}

/** Prints the answer of a command on stdout: one JSON document, or text for a person. */
export function emit({ json }: OutputOptions, value: object, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : text())
}
