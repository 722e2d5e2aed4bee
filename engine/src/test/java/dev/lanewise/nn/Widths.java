package dev.lanewise.nn;

import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.Parallel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The backends that nets are tested on: scalar and every vector width of this machine. */
public final class Widths {

  private static final List<Named<Kernels>> KERNELS = create();

  private Widths() {}

  private static List<Named<Kernels>> create() {
    Parallel parallel = new Parallel(2);
    return bits().map(width -> Named.of(name(width), kernels(width, parallel))).toList();
  }

  private static String name(int bits) {
    return bits == 0 ? "scalar" : "vector " + bits;
  }

  /** 0 for scalar, then the vector widths in bits. */
  public static Stream<Integer> bits() {
    return Stream.of(0, 128, 256, 512).filter(width -> width <= Backends.widestVectorBits());
  }

  /** New kernels of a width. */
  public static Kernels kernels(int bits, Parallel parallel) {
    return bits == 0 ? Backends.scalar(parallel) : Backends.vector(parallel, bits);
  }

  /** Kernels of each width; see {@link EveryWidth}. */
  public static Stream<Named<Kernels>> named() {
    return KERNELS.stream();
  }

  /** The scalar kernels, for claims that the backend has no part in. */
  public static Kernels scalar() {
    return KERNELS.getFirst().getPayload();
  }
}
