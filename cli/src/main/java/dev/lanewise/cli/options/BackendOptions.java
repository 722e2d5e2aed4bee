package dev.lanewise.cli.options;

import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.Parallel;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** On what a command computes. None of these changes a bit of a result. */
public final class BackendOptions {

  /** The kernels to choose from. */
  enum Backend {
    AUTO,
    VECTOR,
    SCALAR
  }

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads, 1 to 1024. Default: all cores.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--backend",
      paramLabel = "auto|vector|scalar",
      description = "Kernels to run on; the results are the same. Default: auto.")
  private Backend backend = Backend.AUTO;

  @Option(
      names = "--vector-bits",
      paramLabel = "128|256|512",
      description = "Width of the vectors. Default: the widest of this machine.")
  private Optional<Integer> vectorBits = Optional.empty();

  private static final int MOST_THREADS = 1024;

  /** The pool for the chosen number of threads. */
  public Parallel parallel() {
    int count = threads.orElse(Runtime.getRuntime().availableProcessors());
    if (count < 1 || count > MOST_THREADS) {
      throw usage("--threads must be 1 to " + MOST_THREADS + ", got " + count);
    }
    return new Parallel(count);
  }

  /** The chosen kernels on {@code parallel}. */
  public Kernels kernels(Parallel parallel) {
    if (vectorBits.isPresent() && backend == Backend.SCALAR) {
      throw usage("--vector-bits does not go with --backend scalar");
    }
    try {
      if (vectorBits.isPresent()) {
        return Backends.vector(parallel, vectorBits.get());
      }
      return switch (backend) {
        case AUTO -> Backends.auto(parallel);
        case VECTOR -> Backends.vector(parallel, Math.max(128, Backends.widestVectorBits()));
        case SCALAR -> Backends.scalar(parallel);
      };
    } catch (IllegalArgumentException e) {
      throw usage((vectorBits.isPresent() ? "--vector-bits: " : "--backend: ") + e.getMessage());
    }
  }

  /** The name of the backend in results. */
  public static String name(Kernels kernels) {
    return kernels.vectorBits() > 0 ? "vector" : "scalar";
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
