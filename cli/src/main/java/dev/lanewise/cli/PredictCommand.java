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
import dev.lanewise.cli.options.SplitOption;
import dev.lanewise.data.InputScale;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.Evaluation;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise predict}: the class of each sample of a data set, or of one image. */
@Command(
    name = "predict",
    description = {
      "Prints the class of each sample and its probability, the softmax of the scores.",
      "",
      "CSV with the columns index, class, probability; or one JSON document a line."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise predict --model net.safetensors --data cifar10 > classes.csv",
      "  lanewise predict --model net.safetensors --image cat.png"
    })
final class PredictCommand implements Callable<Integer> {

  /** How predictions are printed. */
  enum Format {
    CSV,
    JSONL
  }

  @Spec private CommandSpec command;
  @Mixin private ModelOption model;
  @Mixin private DataOptions dataOptions;
  @Mixin private SplitOption splitOption;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "Predict this one image (PNG, JPEG, BMP, GIF) of the model's size. Default: none, but"
              + " those of --data.")
  private Optional<Path> image = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "A CSV table, or a JSON document a line. Default: csv.")
  private Format format = Format.CSV;

  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = command.commandLine().getErr();
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      ModelFile.Loaded loaded = model.read(backendOptions.kernels(parallel), workspace, err);
      Classifier classifier = loaded.classifier();
      Samples samples;
      if (image.isPresent()) {
        samples = ImageSample.read(image.get(), classifier.net().spec().inputs(), workspace);
        model.checkScale(classifier, image.get().toString(), InputScale.BYTES, err);
      } else {
        ModelData data = new ModelData(model, dataOptions, splitOption, common);
        samples = data.open(loaded, workspace, err).split().samples();
      }
      print(classifier, samples);
    } catch (ArithmeticException e) {
      throw new CliException(
          ExitCode.BAD_DATA, model.file() + ": its scores are not numbers: " + e.getMessage(), e);
    }
    return ExitCode.DONE;
  }

  private void print(Classifier classifier, Samples samples) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    List<String> names = classifier.classNames();
    if (common.json()) {
      List<Json> predictions = new ArrayList<>();
      classifier.predict(samples, (i, c, p) -> predictions.add(json(i, names.get(c), p)));
      new Json()
          .put("command", "predict")
          .put("status", "done")
          .put("predictions", predictions)
          .print(out);
    } else if (format == Format.JSONL) {
      classifier.predict(
          samples,
          (i, c, p) -> {
            json(i, names.get(c), p).print(out);
            requireReader();
          });
    } else {
      CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
      csv.writeRecord("index", "class", "probability");
      Evaluation.Sink sink =
          (i, c, p) -> {
            csv.writeRecord(Integer.toString(i), names.get(c), Float.toString(p));
            requireReader();
          };
      classifier.predict(samples, sink);
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

  private static Json json(int index, String name, float probability) {
    return new Json().put("index", index).put("class", name).put("probability", probability);
  }
}
