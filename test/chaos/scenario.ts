/** Something that is killed over and over, and must come back with all that it had promised. */
export interface Scenario {
  /** Works, kills, brings back and checks. @returns what had been promised. @throws when it was not kept */
  round(): Promise<string>
  close(): Promise<void>
}
