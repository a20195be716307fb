/** How the command `mirrorworks` ends. A shell script can tell what to do next from the number alone. */
export const exitCodes = {
  done: 0,
  /** A fault of the program itself: worth a report. */
  internal: 1,
  /** The command line asks for something that does not exist or does not fit together. */
  wrongUse: 2,
  /** The command line is right, a file is not. */
  badInput: 3,
  /** A provider, an encoder or a model is not on this machine; `mirrorworks doctor` names the command that adds it. */
  missing: 4,
  /** Disk space or memory ran out. */
  exhausted: 5,
  /** Ctrl-C or a polite kill. No file was left. */
  interrupted: 130,
} as const;

export type ExitName = keyof typeof exitCodes;
export type ExitCode = (typeof exitCodes)[ExitName];
