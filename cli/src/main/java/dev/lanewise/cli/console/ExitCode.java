package dev.lanewise.cli.console;

/** What the process tells its caller; the list in docs/cli is the contract. */
public final class ExitCode {

  /** Done. */
  public static final int DONE = 0;

  /** A fault of ours. */
  public static final int FAULT = 1;

  /** Wrong usage. */
  public static final int USAGE = 2;

  /** Data or a model that is missing, malformed or does not fit; a fetch that is impossible. */
  public static final int BAD_DATA = 3;

  /** Training diverged. */
  public static final int DIVERGED = 4;

  /** Not enough memory or disk, an output that cannot be written, no fit JDK. */
  public static final int RESOURCES = 5;

  /** The reader of stdout has left: what SIGPIPE gives other programs. */
  public static final int READER_LEFT = 141;

  /** Interrupted by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
