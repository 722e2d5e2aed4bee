package dev.lanewise.cli;

/** Ends a command with an exit code and one line on stderr. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** The line says what is wrong and what was expected. */
  CliException(int exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
  }

  /** The same, with the cause for {@code --debug}. */
  CliException(int exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
