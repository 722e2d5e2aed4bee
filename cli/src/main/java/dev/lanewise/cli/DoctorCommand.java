package dev.lanewise.cli;

import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.NumberText;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.Terminal;
import dev.lanewise.cli.console.WrappedText;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataFolderOption;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.ProductSpeed;
import dev.lanewise.train.SelfCheck;
import dev.lanewise.train.SpeedCheck;
import java.io.PrintWriter;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanewise doctor}: what the program finds on this machine, and whether it works there. */
@Command(
    name = "doctor",
    description = {
      "Tells JDK, vector width, threads, memory and data sets found, checks that both backends"
          + " train to the same bits and that gradients agree with differences, and measures for a"
          + " few seconds how fast the kernels are; says what makes them slow, and what to do."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {"", "Example: lanewise doctor --json"})
final class DoctorCommand implements Callable<Integer> {

  private static final long MEBIBYTE = 1L << 20;
  private static final int NAME_COLUMNS = 16;

  @Spec private CommandSpec command;
  @Mixin private BackendOptions backendOptions;
  @Mixin private DataFolderOption dataFolder;
  @Mixin private CommonOptions common;

  /** What the self-check found. */
  private record Health(boolean equalBits, double gradientError) {

    boolean good() {
      return equalBits && SelfCheck.acceptable(gradientError);
    }
  }

  /** What the speed check measured. */
  private record Speed(double warmUpSeconds, ProductSpeed product, double samplesPerSecond) {}

  @Override
  public Integer call() {
    try (Parallel parallel = backendOptions.parallel()) {
      Kernels kernels = backendOptions.kernels(parallel);
      List<String> found = dataFolder.present();
      tellMachine(kernels, parallel, found);
      double warmUpSeconds = // of a JVM that is still cold
          during("compiling the kernels", () -> SpeedCheck.warmUpSeconds(kernels));
      tell("tiles", kernels.tiles());
      tell("warm-up", String.format(Locale.ROOT, "%.1f s to compile them", warmUpSeconds));
      Health health = checkHealth(kernels, Backends.scalar(parallel));
      Speed speed = measureSpeed(kernels, warmUpSeconds);
      if (common.json()) {
        printDocument(kernels, parallel, health, speed, found);
      }
      return health.good() ? ExitCode.DONE : ExitCode.FAULT;
    }
  }

  /** Does something of seconds, and says so on a terminal meanwhile. */
  private <T> T during(String work, Supplier<T> result) {
    PrintWriter err = command.commandLine().getErr();
    try (var _ = new ProgressLine(err, common.tellsProgress()).show(work)) {
      return result.get();
    }
  }

  /** Prints a line, as soon as it is known. */
  private void tell(String name, String text) {
    if (!common.json()) {
      PrintWriter out = command.commandLine().getOut();
      String line = "%-15s %s".formatted(name, text);
      out.println(WrappedText.of(line, Terminal.STDOUT, NAME_COLUMNS));
      out.flush();
    }
  }

  private void tellMachine(Kernels kernels, Parallel parallel, List<String> found) {
    tell("lanewise", Version.lanewise());
    tell("JDK", Runtime.version() + " in " + System.getProperty("java.home"));
    tell("system", system());
    tell("backend", BackendOptions.name(kernels));
    tell("vector bits", Integer.toString(kernels.vectorBits()));
    tell("threads", Integer.toString(parallel.threads()));
    tell("memory", availableMebibytes() + " MiB available");
    tell("data sets", found.isEmpty() ? "none" : String.join(", ", found));
    tell("data folder", dataFolder.path().toString());
    slow(kernels, parallel).forEach(line -> tell("slow", line));
  }

  private Health checkHealth(Kernels kernels, Kernels reference) {
    boolean equalBits =
        during(
            "training on both backends",
            () -> SelfCheck.witness(kernels).equals(SelfCheck.witness(reference)));
    tell(
        "equal bits",
        (equalBits ? "yes: scalar and " : "NO: scalar and not ")
            + BackendOptions.name(kernels)
            + " train to the same weights");
    double error = during("checking gradients", () -> SelfCheck.gradientError(kernels));
    tell(
        "gradients",
        String.format(
            Locale.ROOT,
            "%s: largest deviation from differences %s",
            SelfCheck.acceptable(error) ? "agree" : "DO NOT agree",
            NumberText.of(error, new MathContext(2))));
    return new Health(equalBits, error);
  }

  private Speed measureSpeed(Kernels kernels, double warmUpSeconds) {
    ProductSpeed product =
        during("measuring the FMA peak and a product", () -> SpeedCheck.productSpeed(kernels));
    tell("FMA peak", String.format(Locale.ROOT, "%.0f GFLOPS in registers", product.peakGflops()));
    tell(
        "product",
        String.format(
            Locale.ROOT,
            "%.0f GFLOPS, %d cubed",
            product.productGflops(),
            SpeedCheck.PRODUCT_SIZE));
    Slowness.reason(product).ifPresent(line -> tell("slow", line));
    double samples =
        during("measuring training steps", () -> SpeedCheck.stepSamplesPerSecond(kernels));
    tell(
        "training step",
        String.format(
            Locale.ROOT,
            "%,.0f samples/s: %d inputs, hidden %d, batch %d",
            samples,
            SpeedCheck.INPUTS,
            SpeedCheck.HIDDEN,
            SpeedCheck.HIDDEN));
    return new Speed(warmUpSeconds, product, samples);
  }

  private void printDocument(
      Kernels kernels, Parallel parallel, Health health, Speed speed, List<String> found) {
    new Json()
        .put("command", "doctor")
        .put("status", health.good() ? "done" : "failed")
        .put("version", Version.lanewise())
        .put("jdk", Runtime.version().toString())
        .put("system", system())
        .put("backend", BackendOptions.name(kernels))
        .put("vectorBits", kernels.vectorBits())
        .put("threads", parallel.threads())
        .put("availableMemoryMiB", availableMebibytes())
        .put("dataDir", dataFolder.path().toString())
        .put("dataSets", found)
        .put("equalBits", health.equalBits())
        .put("gradientError", health.gradientError())
        .put("tiles", kernels.tiles())
        .put("warmUpSeconds", speed.warmUpSeconds())
        .put("fmaPeakGflops", Math.round(speed.product().peakGflops()))
        .put("productGflops", Math.round(speed.product().productGflops()))
        .put("stepSamplesPerSecond", Math.round(speed.samplesPerSecond()))
        .put(
            "slow",
            Stream.concat(
                    slow(kernels, parallel).stream(), Slowness.reason(speed.product()).stream())
                .toList())
        .print(command.commandLine().getOut());
  }

  private static List<String> slow(Kernels kernels, Parallel parallel) {
    return Slowness.reasons(Slowness.Machine.ofThisJvm(), kernels.vectorBits(), parallel.threads());
  }

  private static String system() {
    return "%s %s, %d cores"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }

  private static long availableMebibytes() {
    return MemoryLimit.availableBytes() / MEBIBYTE;
  }
}
