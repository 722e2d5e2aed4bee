package dev.lanewise.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {

  @Option(names = "--json", description = "Print exactly one JSON document on stdout.")
  boolean json;

  @Option(names = "--quiet", description = "Print the final result only, no progress.")
  boolean quiet;

  @Option(names = "--debug", description = "Print the stack trace of an error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  /** Whether to tell on stderr how far the work is. */
  boolean tellsProgress() {
    return !quiet && !json;
  }
}
