/** Makes a command's exit code that of the process. */
export const exits =
  <Arguments extends unknown[]>(run: (...given: Arguments) => Promise<number>) =>
  async (...given: Arguments): Promise<void> => {
    process.exitCode = await run(...given)
  }
