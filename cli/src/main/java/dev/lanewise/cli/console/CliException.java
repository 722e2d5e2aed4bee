package dev.lanewise.cli.console;

/** Ends a command with an exit code and one line on stderr. */
public final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** The line says what is wrong and what was expected. */
  public CliException(int exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
  }

  /** The same, with the cause for {@code --debug}. */
  public CliException(int exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
  }

  /** What the process tells its caller; one of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
