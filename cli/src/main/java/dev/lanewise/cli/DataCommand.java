package dev.lanewise.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lanewise data}: what data sets there are; the work is in its subcommands. */
@Command(
    name = "data",
    description = "Lists, fetches and describes data sets.",
    subcommands = {DataListCommand.class, DataFetchCommand.class, DataInfoCommand.class},
    footer = {"", "Example: lanewise data fetch cifar10"})
final class DataCommand {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;
}
