package dev.lanewise.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ResultStream;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.ModelOption;
import dev.lanewise.cli.options.PictureOptions;
import dev.lanewise.cli.options.SplitOption;
import dev.lanewise.data.InputScale;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanewise predict}: the class of each sample of a data set, or of pictures. */
@Command(
    name = "predict",
    description = {
      "Prints the class of each sample and its probability, the softmax of the scores.",
      "",
      "CSV with the columns index, class, probability; then file (of a picture) or label (of a data"
          + " set), one column a class (--probabilities), class2, probability2, ... (--top); or one"
          + " JSON document a line."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise predict --model net.safetensors --data cifar10 \\",
      "      > classes.csv",
      "  lanewise predict --model net.safetensors --top 3",
      "  lanewise predict --model net.safetensors --image cat.png"
    })
final class PredictCommand implements Callable<Integer> {

  /** How predictions are printed. */
  enum Format {
    CSV,
    JSONL
  }

  private static final List<String> OF_DATA =
      List.of("--data", "--split", "--train-size", "--validation-size", "--test-size");

  private static final List<String> OF_PICTURES = List.of("--background");

  @Spec private CommandSpec command;
  @Mixin private ModelOption model;
  @Mixin private DataOptions dataOptions;
  @Mixin private SplitOption splitOption;

  @Mixin private PictureOptions pictures;

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "A CSV table, or a JSON document a line. Default: csv.")
  private Format format = Format.CSV;

  @Option(
      names = "--probabilities",
      description = "Also print the probability of every class, a column each. Default: off.")
  private boolean probabilities;

  @Option(
      names = "--top",
      paramLabel = "K",
      description =
          "Also print the second to the K-th likeliest class, each with its probability. Default:"
              + " 1.")
  private int top = 1;

  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    requireOneSource();
    PrintWriter err = command.commandLine().getErr();
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      ModelFile.Loaded loaded = model.read(backendOptions.kernels(parallel), workspace, err);
      Classifier classifier = loaded.classifier();
      requireTop(classifier.classNames().size());
      if (pictures.files().isEmpty()) {
        ModelData data = new ModelData(model, dataOptions, splitOption, common);
        Split split = data.open(loaded, workspace, err).split();
        IntFunction<String> label = i -> classifier.classNames().get(split.labels().get(i));
        print(classifier, split.samples(), new PredictionRow.Given("label", label));
      } else {
        Samples samples = pictures.read(model.file(), classifier, workspace, err);
        String first = pictures.files().getFirst().toString();
        model.checkScale(classifier, first, InputScale.BYTES, err);
        IntFunction<String> file = i -> pictures.files().get(i).toString();
        print(classifier, samples, new PredictionRow.Given("file", file));
      }
    } catch (ArithmeticException e) {
      throw new CliException(
          ExitCode.BAD_DATA, model.file() + ": its scores are not numbers: " + e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  /** Samples come from a data set or from pictures; what belongs to the other would be ignored. */
  private void requireOneSource() {
    boolean image = typed("--image");
    for (String option : image ? OF_DATA : OF_PICTURES) {
      if (typed(option)) {
        throw wrongUsage(option + (image ? " does not go with --image" : " needs --image"));
      }
    }
  }

  private boolean typed(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void requireTop(int classes) {
    if (top < 1 || top > classes) {
      throw wrongUsage("--top %d: expected 1 to %d, the model's classes".formatted(top, classes));
    }
  }

  private ParameterException wrongUsage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private void print(Classifier classifier, Samples samples, PredictionRow.Given given)
      throws IOException {
    PrintWriter out = command.commandLine().getOut();
    PredictionRow row =
        new PredictionRow(classifier.classNames(), List.of(given), probabilities, top);
    if (common.json()) {
      List<Json> predictions = new ArrayList<>();
      classifier.predictAll(samples, (i, c, p) -> predictions.add(row.json(i, c, p)));
      new Json()
          .put("command", "predict")
          .put("status", "done")
          .put("predictions", predictions)
          .print(out);
    } else if (format == Format.JSONL) {
      classifier.predictAll(
          samples,
          (i, c, p) -> {
            row.json(i, c, p).print(out);
            requireReader();
          });
    } else {
      CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
      csv.writeRecord(row.head());
      classifier.predictAll(
          samples,
          (i, c, p) -> {
            csv.writeRecord(row.record(i, c, p));
            requireReader();
          });
      csv.flush();
    }
    out.flush();
  }

  /** Ends the command where its remaining work would be for no reader. */
  private static void requireReader() {
    if (ResultStream.readerLeft()) {
      throw new CliException(ExitCode.READER_LEFT, "");
    }
  }
}
