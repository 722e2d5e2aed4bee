package dev.lanewise.cli;

import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.ResultStream;
import dev.lanewise.cli.console.Stopwatch;
import dev.lanewise.cli.console.Terminal;
import dev.lanewise.cli.console.WrappedText;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.model.NetSpec;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.Epoch;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingResult;
import dev.lanewise.train.TrainingResult.Status;
import dev.lanewise.train.WeightsDigest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;

/** What {@code train} tells: a line an epoch and the result as text, or one JSON document. */
final class TrainReport implements TrainingListener {

  /** What is told while the JVM compiles the kernels. */
  static final String WARMING_UP = "compiling the kernels";

  private final PrintWriter out;
  private final PrintWriter err;
  private final CommonOptions common;
  private final RunStart start;
  private final DataSet data;
  private final Recipe run;
  private final NetSpec spec;
  private final TrainingConfig config;
  private final TrainHints hints;
  private final Interruption interruption;
  private final ProgressLine progress;
  private final EpochTable table;
  private boolean outputLost;
  private final Json document = new Json();

  TrainReport(
      CommandLine command, CommonOptions common, RunStart start, Interruption interruption) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.common = common;
    this.start = start;
    this.data = start.data();
    this.run = start.run();
    this.spec = run.net();
    this.config = run.config();
    this.hints =
        new TrainHints(
            data, spec.weightedFor(data.train().labels()), config, run.shared().normalize());
    this.interruption = interruption;
    this.progress = new ProgressLine(err, common.tellsProgress());
    this.table = new EpochTable(config.epochs());
  }

  /** Says that kernels are being compiled, until that is closed. */
  ProgressLine.Shown warmingUp() {
    return progress.show(WARMING_UP);
  }

  /** Tells what is about to be trained. */
  void start(Kernels kernels, Parallel parallel) {
    String backend = BackendOptions.name(kernels);
    document
        .put("command", "train")
        .put("status", "")
        .put("seed", config.seed())
        .put("threads", parallel.threads())
        .put("backend", backend)
        .put("vectorBits", kernels.vectorBits())
        .put("data", Descriptions.json(data))
        .put("net", Descriptions.json(spec))
        .put("settings", "");
    if (common.tellsProgress()) {
      String vectors = kernels.vectorBits() > 0 ? " " + kernels.vectorBits() + " bits" : "";
      String net =
          "%s; %s%s, %d threads"
              .formatted(Descriptions.line(spec), backend, vectors, parallel.threads());
      err.println(WrappedText.of(Descriptions.line(data), Terminal.STDERR));
      err.println(WrappedText.of(net, Terminal.STDERR));
      err.flush();
      start.note().lines().forEach(out::println);
      out.flush();
    }
  }

  @Override
  public void stepDone(int epoch, int step, int steps) {
    progress.update(() -> "epoch %d/%d  step %d/%d".formatted(epoch, config.epochs(), step, steps));
  }

  @Override
  public boolean stopRequested() {
    return interruption.requested() || outputLost;
  }

  /** Whether nobody reads the epochs any more, as after {@code | head}; then training stops. */
  boolean outputLost() {
    return outputLost;
  }

  @Override
  public void epochDone(Epoch epoch) {
    progress.clear();
    if (common.tellsProgress()) {
      if (epoch.epoch() == start.epochsDone() + 1) {
        out.println(table.header());
      }
      out.println(table.line(epoch));
      out.flush();
      outputLost = ResultStream.lost(); // the writer before it does not tell
    }
    hints.after(epoch).ifPresent(err::println);
    err.flush();
    if (epoch.epoch() == config.epochs()) {
      progress.show("evaluating the best epoch");
    }
  }

  /** Tells how it ended. */
  void end(TrainingResult result, Classifier classifier, Optional<Path> model) {
    progress.clear();
    boolean trained = result.bestEpoch() > 0 || result.status() == Status.INTERRUPTED;
    Optional<String> witness =
        trained ? Optional.of(WeightsDigest.of(classifier.net())) : Optional.empty();
    if (common.json()) {
      printDocument(result, witness, model);
    } else {
      printText(result, witness, model);
    }
    if (result.status() == Status.DIVERGED) {
      err.printf(
          "lanewise: training diverged in %s; %s; %s%n",
          result.divergence(),
          result.bestEpoch() > 0
              ? "the parameters of epoch " + result.bestEpoch() + " are kept"
              : "no epoch was finished, so there is no model",
          hints.ofDivergence(result));
      err.flush();
    }
  }

  private void printText(TrainingResult result, Optional<String> witness, Optional<Path> model) {
    if (result.status() == Status.INTERRUPTED) {
      int epochs = result.epochs().size();
      out.println("interrupted after " + epochs + (epochs == 1 ? " epoch" : " epochs"));
    }
    if (result.bestEpoch() > 0) {
      String best =
          "best epoch %d: training accuracy %s, validation %s, test %s"
              .formatted(
                  result.bestEpoch(),
                  Accuracy.text(result.trainAccuracy()),
                  Accuracy.text(result.validationAccuracy()),
                  Accuracy.text(result.testAccuracy()));
      out.println(WrappedText.of(best, Terminal.STDOUT));
    }
    witness.ifPresent(digits -> out.println("weights SHA-256 " + digits));
    model.ifPresent(file -> out.println("model written to " + file));
    out.flush();
  }

  private void printDocument(
      TrainingResult result, Optional<String> witness, Optional<Path> model) {
    List<Json> epochs = result.epochs().stream().map(TrainReport::json).toList();
    document
        .put("status", result.status().name().toLowerCase(Locale.ROOT))
        .put("settings", run.json())
        .put("epochs", epochs)
        .put("bestEpoch", Optional.of(result.bestEpoch()).filter(epoch -> epoch > 0))
        .put("trainAccuracy", result.trainAccuracy())
        .put("validationAccuracy", result.validationAccuracy())
        .put("testAccuracy", result.testAccuracy())
        .put("seconds", Stopwatch.secondsSinceStart())
        .put("samplesPerSecond", result.samplesPerSecond())
        .put("weightsSha256", witness)
        .put("model", model.map(Path::toString))
        .print(out);
  }

  private static Json json(Epoch epoch) {
    return new Json()
        .put("epoch", epoch.epoch())
        .put("loss", epoch.loss())
        .put("trainAccuracy", epoch.trainAccuracy())
        .put("validationAccuracy", epoch.validationAccuracy())
        .put("validationLoss", epoch.validationLoss())
        .put("learningRate", epoch.learningRate())
        .put("seconds", epoch.seconds())
        .put("samplesPerSecond", epoch.samplesPerSecond());
  }
}
