package dev.lanewise.cli;

import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.Terminal;
import dev.lanewise.cli.console.TextTable;
import dev.lanewise.cli.console.TextTable.Column;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataFolderOption;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.DataSets;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.Redundancy;
import dev.lanewise.data.SplitSizes;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise data info}: what is in a set. */
@Command(
    name = "info",
    description =
        "Tells the sizes of a data set's parts, how often each class occurs, the mean and deviation"
            + " of the training values, constant inputs and duplicates, and warns of what looks"
            + " wrong.",
    sortOptions = false,
    footer = {"", "Example: lanewise data info sample"})
final class DataInfoCommand implements Callable<Integer> {

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(
      paramLabel = "NAME|PATH",
      description =
          "sample, cifar10, fashion-mnist, mnist (fetched when missing), or a folder of CIFAR-10"
              + " .bin files or of IDX files.")
  private String data = "";

  @Mixin private DataFolderOption folder = new DataFolderOption();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = command.commandLine().getErr();
    PrintWriter out = command.commandLine().getOut();
    ProgressLine progress = new ProgressLine(err, common.tellsProgress());
    Path path = folder.cache().locate(data, progress);
    try (Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      DataSet set;
      DataSummary summary;
      try (var _ = progress.show("reading " + path)) {
        set = DataSets.open(path, SplitSizes.DEFAULTS, workspace);
        summary = DataSummary.of(set);
      }
      DataWarnings.tell(set, err);
      if (common.json()) {
        printDocument(out, path, set, summary);
      } else {
        printText(out, path, set, summary);
      }
    }
    return ExitCode.DONE;
  }

  private static void printText(PrintWriter out, Path path, DataSet set, DataSummary summary) {
    out.println(set.name() + ": " + path);
    out.printf(
        "training %d, validation %d, test %d; %d inputs%s, %d classes%n",
        set.train().size(),
        set.validation().size(),
        set.test().size(),
        set.inputs(),
        set.shape().map(shape -> " (" + shape + ")").orElse(""),
        set.classes());
    out.printf(
        Locale.ROOT,
        "training values: mean %.4f, deviation %.4f%s%n",
        summary.mean(),
        summary.deviation(),
        planes(summary.planeMeans()));
    Redundancy redundancy = summary.redundancy();
    out.printf(
        "constant inputs %d; duplicates: %d within training, %d of validation and %d of test in"
            + " training%n",
        redundancy.constantInputs(),
        redundancy.training(),
        redundancy.validation(),
        redundancy.test());
    out.println();
    TextTable table =
        new TextTable(
            List.of(
                Column.ofWords("class"),
                Column.ofNumbers("training"),
                Column.ofNumbers("validation"),
                Column.ofNumbers("test")));
    for (DataSummary.ClassCount count : summary.counts()) {
      table.add(
          List.of(
              count.name(),
              Integer.toString(count.train()),
              Integer.toString(count.validation()),
              Integer.toString(count.test())));
    }
    table.lines(Terminal.STDOUT.columns()).forEach(out::println);
    out.flush();
  }

  private static String planes(List<Double> means) {
    return means.isEmpty()
        ? ""
        : means.stream()
            .map(mean -> String.format(Locale.ROOT, "%.4f", mean))
            .collect(Collectors.joining(", ", "%nmeans of red, green, blue: ".formatted(), ""));
  }

  private static void printDocument(PrintWriter out, Path path, DataSet set, DataSummary summary) {
    new Json()
        .put("command", "data info")
        .put("status", "done")
        .put("path", path.toString())
        .put("data", Descriptions.json(set))
        .put("mean", summary.mean())
        .put("deviation", summary.deviation())
        .put("planeMeans", summary.planeMeans())
        .put("constantInputs", summary.redundancy().constantInputs())
        .put("duplicates", json(summary.redundancy()))
        .put("height", set.shape().map(ImageShape::height))
        .put("width", set.shape().map(ImageShape::width))
        .put("channels", set.shape().map(ImageShape::channels))
        .put("perClass", summary.counts().stream().map(DataInfoCommand::json).toList())
        .print(out);
  }

  private static Json json(DataSummary.ClassCount count) {
    return new Json()
        .put("class", count.name())
        .put("train", count.train())
        .put("validation", count.validation())
        .put("test", count.test());
  }

  private static Json json(Redundancy redundancy) {
    return new Json()
        .put("train", redundancy.training())
        .put("validation", redundancy.validation())
        .put("test", redundancy.test());
  }
}
