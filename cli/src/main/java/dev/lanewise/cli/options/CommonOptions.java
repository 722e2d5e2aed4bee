package dev.lanewise.cli.options;

import picocli.CommandLine.Option;

/** The options that every command has. */
public final class CommonOptions {

  @Option(names = "--json", description = "Print exactly one JSON document on stdout.")
  private boolean json;

  @Option(names = "--quiet", description = "Print the final result and warnings only, no progress.")
  private boolean quiet;

  @Option(names = "--debug", description = "Print the stack trace of an error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  /** Whether to print one JSON document instead of text. */
  public boolean json() {
    return json;
  }

  /** Whether to tell on stderr how far the work is. */
  public boolean tellsProgress() {
    return !quiet && !json;
  }
}
