package dev.lanewise.kernels;

import dev.lanewise.parallel.Parallel;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Chooses the kernels of a run: the Vector API backend at the machine's width, at a narrower one,
 * or the scalar reference. All give the same bits.
 */
public final class Backends {

  private static final AtomicBoolean TOLD = new AtomicBoolean();
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private Backends() {}

  /**
   * The fastest kernels of this machine. They are the scalar ones without the Vector API module,
   * and without the C2 compiler, which alone makes vector instructions of vector objects: then a
   * {@link System.Logger} named like this package gets one warning per process. {@link #scalar} and
   * {@link #vector} log nothing.
   */
  public static Kernels auto(Parallel parallel) {
    if (widestVectorBits() > 0 && compilesVectors(System.getProperty("java.vm.info", ""))) {
      return vector(parallel, widestVectorBits());
    }
    if (!TOLD.getAndSet(true)) {
      String remedy =
          vectorModulePresent()
              ? "leave out -Xint, -XX:TieredStopAtLevel and -XX:MaxVectorSize"
              : "start java with --add-modules jdk.incubator.vector";
      System.getLogger(Backends.class.getPackageName())
          .log(
              Level.WARNING,
              "Lanewise runs its slower scalar kernels, with the same results: {0} for the fast"
                  + " ones, where the processor has vectors",
              remedy);
    }
    return scalar(parallel);
  }

  /** Whether a JVM that describes its mode so has C2: not -Xint, not only the first compiler. */
  static boolean compilesVectors(String vmInfo) {
    return !vmInfo.contains("interpreted") && !vmInfo.contains("emulated-client");
  }

  /** The scalar reference. */
  public static Kernels scalar(Parallel parallel) {
    return new CheckedKernels(new ScalarKernels(parallel));
  }

  /**
   * The Vector API backend with vectors of {@code bits} bits.
   *
   * @param bits 128, 256 or 512, at most {@link #widestVectorBits()}
   * @throws IllegalArgumentException if this machine or JVM has no such vectors; the message says
   *     what it has
   */
  public static Kernels vector(Parallel parallel, int bits) {
    int widest = widestVectorBits();
    if (bits > widest || (bits != 128 && bits != 256 && bits != 512)) {
      throw new IllegalArgumentException(
          "no vectors of %d bits here: %s".formatted(bits, describe(widest)));
    }
    return new CheckedKernels(VectorLoader.load(bits, parallel));
  }

  private static String describe(int widest) {
    if (!vectorModulePresent()) {
      return "the Vector API needs --add-modules jdk.incubator.vector";
    }
    return widest == 0
        ? "this machine or JVM has none"
        : "the widest are " + widest + ", the others 128 and 256 as far as they are narrower";
  }

  /** Width in bits of the widest usable vectors; 0 without the module or below 128. */
  public static int widestVectorBits() {
    return Widest.BITS;
  }

  /** Whether this JVM was started with the Vector API module. */
  public static boolean vectorModulePresent() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
  }

  private static final class Widest {
    static final int BITS = vectorModulePresent() ? VectorLoader.widestBits() : 0;
  }
}
