package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.Terminal;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.ModelOption;
import dev.lanewise.cli.options.SplitOption;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ConfusionMatrix;
import dev.lanewise.train.Metrics;
import dev.lanewise.train.ModelFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanewise evaluate}: how good a model is on the labelled samples of a data set. */
@Command(
    name = "evaluate",
    description =
        "Tells accuracy, loss, confusion matrix, and precision, recall and F1 of each class.",
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {"", "Example:", "  lanewise evaluate --model net.safetensors --data cifar10"})
final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private ModelOption model;
  @Mixin private DataOptions dataOptions;
  @Mixin private SplitOption splitOption;
  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = command.commandLine().getErr();
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      ModelFile.Loaded loaded = model.read(backendOptions.kernels(parallel), workspace, err);
      ModelData.Part part =
          new ModelData(model, dataOptions, splitOption, common).open(loaded, workspace, err);
      Split split = part.split();
      if (split.size() == 0) {
        throw new CliException(
            ExitCode.BAD_DATA, part.data().name() + ": this part has no samples");
      }
      if (part.trained() > 0) {
        String count = part.trained() == split.size() ? "all" : Integer.toString(part.trained());
        ModelOption.warn(
            err,
            "%s: the model was trained on %s of these %d samples; new ones may give other figures"
                .formatted(model.file(), count, split.size()));
      }
      report(loaded.classifier(), part.data(), split);
    } catch (ArithmeticException e) {
      throw new CliException(
          ExitCode.BAD_DATA, model.file() + ": its scores are not numbers: " + e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  private void report(Classifier classifier, DataSet data, Split split) {
    ConfusionMatrix confusion = new ConfusionMatrix(classifier.classNames().size());
    Metrics scores;
    ProgressLine progress =
        new ProgressLine(command.commandLine().getErr(), common.tellsProgress());
    try (var _ = progress.show("evaluating " + split.size() + " samples")) {
      scores = classifier.metrics(split);
      classifier.predict(
          split.samples(), (i, predicted, p) -> confusion.add(split.labels().get(i), predicted));
    }
    PrintWriter out = command.commandLine().getOut();
    if (common.json()) {
      document(classifier, data, scores, confusion).print(out);
    } else {
      print(out, classifier.classNames(), split, scores, confusion);
    }
  }

  private static void print(
      PrintWriter out, List<String> names, Split split, Metrics scores, ConfusionMatrix confusion) {
    out.printf(
        Locale.ROOT,
        "accuracy %s  loss %.4f  over %d samples%n%n",
        Accuracy.text(scores.accuracy()),
        scores.loss(),
        split.size());
    int most = Terminal.STDOUT.columns();
    ClassTables.ofEach(names, confusion).lines(most).forEach(out::println);
    out.println();
    out.println("confusion (rows: label, columns: predicted, in the order above)");
    ClassTables.ofPairs(names, confusion).lines(most).forEach(out::println);
    out.flush();
  }

  private static Json document(
      Classifier classifier, DataSet data, Metrics scores, ConfusionMatrix confusion) {
    List<List<Long>> rows = new ArrayList<>();
    List<Json> classes = new ArrayList<>();
    for (int c = 0; c < confusion.classes(); c++) {
      List<Long> row = new ArrayList<>();
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.add(confusion.count(c, predicted));
      }
      rows.add(row);
      classes.add(
          new Json()
              .put("class", classifier.classNames().get(c))
              .put("precision", confusion.precision(c))
              .put("recall", confusion.recall(c))
              .put("f1", confusion.f1(c))
              .put("support", confusion.support(c)));
    }
    return new Json()
        .put("command", "evaluate")
        .put("status", "done")
        .put("data", Descriptions.json(data))
        .put("accuracy", scores.accuracy())
        .put("loss", scores.loss())
        .put("confusion", rows)
        .put("perClass", classes);
  }
}
