package dev.lanewise.cli;

import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.fetch.DataSetCache;
import dev.lanewise.cli.fetch.KnownDataSet;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataFolderOption;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanewise data list}: the sets known by name. */
@Command(
    name = "list",
    description = "Lists the data sets known by name, and which of them are on this machine.",
    sortOptions = false,
    footer = {"", "Example: lanewise data list --json"})
final class DataListCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private DataFolderOption folder = new DataFolderOption();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    DataSetCache cache = folder.cache();
    if (common.json()) {
      new Json()
          .put("command", "data list")
          .put("status", "done")
          .put("dataDir", folder.path().toString())
          .put("sets", cache.known().stream().map(set -> json(cache, set)).toList())
          .print(out);
    } else {
      cache.known().forEach(set -> print(out, cache, set));
    }
    return ExitCode.DONE;
  }

  private static void print(PrintWriter out, DataSetCache cache, KnownDataSet set) {
    KnownDataSet.Shape shape = set.shape();
    String where =
        cache.holds(set)
            ? cache.folderOf(set).toString()
            : set.ships() ? "missing" : "not here; fetched when first used";
    out.println(set.name());
    out.println("  " + set.description());
    out.printf(
        Locale.ROOT,
        "  training %d, validation %d, test %d; %d inputs, %d classes%s%n",
        shape.train(),
        shape.validation(),
        shape.test(),
        shape.inputs(),
        shape.classes(),
        set.ships() ? "" : String.format(Locale.ROOT, "; %.0f MB", set.bytes() * 1e-6));
    out.println("  " + set.licence());
    out.println("  " + where);
    out.flush();
  }

  private static Json json(DataSetCache cache, KnownDataSet set) {
    KnownDataSet.Shape shape = set.shape();
    boolean present = cache.holds(set);
    return new Json()
        .put("name", set.name())
        .put("description", set.description())
        .put("licence", set.licence())
        .put("trainSize", shape.train())
        .put("validationSize", shape.validation())
        .put("testSize", shape.test())
        .put("inputs", shape.inputs())
        .put("classes", shape.classes())
        .put("present", present)
        .put("path", present ? Optional.of(cache.folderOf(set).toString()) : Optional.empty());
  }
}
