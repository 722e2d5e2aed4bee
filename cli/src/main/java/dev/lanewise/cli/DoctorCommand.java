package dev.lanewise.cli;

import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
  private record Speed(double warmUpSeconds, ProductSpeed product, double samplesPerSecond) {

    static Speed of(Kernels kernels, double warmUpSeconds) {
      return new Speed(
          warmUpSeconds,
          SpeedCheck.productSpeed(kernels),
          SpeedCheck.stepSamplesPerSecond(kernels));
    }
  }

  @Override
  public Integer call() {
    try (Parallel parallel = backendOptions.parallel()) {
      Kernels kernels = backendOptions.kernels(parallel);
      Kernels reference = Backends.scalar(parallel);
      double warmUpSeconds = SpeedCheck.warmUpSeconds(kernels); // of a JVM that is still cold
      Health health =
          new Health(
              SelfCheck.witness(kernels).equals(SelfCheck.witness(reference)),
              SelfCheck.gradientError(kernels));
      Speed speed = Speed.of(kernels, warmUpSeconds);
      List<String> found = dataFolder.present();
      if (common.json()) {
        printDocument(kernels, parallel, health, speed, found);
      } else {
        printText(kernels, parallel, health, speed, found);
      }
      return health.good() ? ExitCode.DONE : ExitCode.FAULT;
    }
  }

  private void printText(
      Kernels kernels, Parallel parallel, Health health, Speed speed, List<String> found) {
    PrintWriter out = command.commandLine().getOut();
    out.println("lanewise        " + Version.lanewise());
    out.println("JDK             " + Runtime.version() + " in " + System.getProperty("java.home"));
    out.println("system          " + system());
    out.println("backend         " + BackendOptions.name(kernels));
    out.println("vector bits     " + kernels.vectorBits());
    out.println("threads         " + parallel.threads());
    out.println("memory          " + availableMebibytes() + " MiB available");
    out.println("data sets       " + (found.isEmpty() ? "none" : String.join(", ", found)));
    out.println("data folder     " + dataFolder.path());
    slow(kernels, parallel).forEach(line -> out.println("slow            " + line));
    out.println(
        "equal bits      "
            + (health.equalBits() ? "yes: scalar and " : "NO: scalar and not ")
            + BackendOptions.name(kernels)
            + " train to the same weights");
    out.printf(
        Locale.ROOT,
        "gradients       %s: largest deviation from differences %.1e%n",
        SelfCheck.acceptable(health.gradientError()) ? "agree" : "DO NOT agree",
        health.gradientError());
    out.println("tiles           " + kernels.tiles());
    out.printf(Locale.ROOT, "warm-up         %.1f s to compile them%n", speed.warmUpSeconds());
    out.printf(
        Locale.ROOT, "FMA peak        %.0f GFLOPS in registers%n", speed.product().peakGflops());
    out.printf(
        Locale.ROOT,
        "product         %.0f GFLOPS, %d cubed%n",
        speed.product().productGflops(),
        SpeedCheck.PRODUCT_SIZE);
    Slowness.reason(speed.product()).ifPresent(line -> out.println("slow            " + line));
    out.printf(
        Locale.ROOT,
        "training step   %,.0f samples/s: %d inputs, hidden %d, batch %d%n",
        speed.samplesPerSecond(),
        SpeedCheck.INPUTS,
        SpeedCheck.HIDDEN,
        SpeedCheck.HIDDEN);
    out.flush();
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
