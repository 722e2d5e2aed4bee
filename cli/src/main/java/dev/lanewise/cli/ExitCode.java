package dev.lanewise.cli;

/** What the process tells its caller; the list in docs/cli is the contract. */
final class ExitCode {

  /** Done. */
  static final int DONE = 0;

  /** A fault of ours. */
  static final int FAULT = 1;

  /** Wrong usage. */
  static final int USAGE = 2;

  /** Data or a model that is missing, malformed or does not fit; a fetch that is impossible. */
  static final int BAD_DATA = 3;

  /** Training diverged. */
  static final int DIVERGED = 4;

  /** Not enough memory or disk, an output that cannot be written, no fit JDK. */
  static final int RESOURCES = 5;

  /** Interrupted by Ctrl-C. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
