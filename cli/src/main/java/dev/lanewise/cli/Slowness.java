package dev.lanewise.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.kernels.Backends;
import dev.lanewise.train.ProductSpeed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What makes training slower here than it could be, and what to do about it. */
final class Slowness {

  private static final int FULL_TIER = 4;
  private static final int NARROW_BITS = 128;
  private static final long SMALL_HEAP = 32L << 20;
  private static final long MEBIBYTE = 1L << 20;

  private Slowness() {}

  /**
   * What the JVM and the machine have.
   *
   * @param cores that the JVM may use
   * @param vectorModule whether the Vector API is there
   * @param widestBits of a vector; 0 if there are none
   * @param vmInfo the JVM's mode in its own words
   * @param heapBytes the most that the heap may take
   * @param memoryBytes what is available, heap and all
   * @param flag the value of a flag of the JVM
   */
  record Machine(
      int cores,
      boolean vectorModule,
      int widestBits,
      String vmInfo,
      long heapBytes,
      long memoryBytes,
      Function<String, Optional<String>> flag) {

    static Machine ofThisJvm() {
      return new Machine(
          Runtime.getRuntime().availableProcessors(),
          Backends.vectorModulePresent(),
          Backends.widestVectorBits(),
          System.getProperty("java.vm.info", ""),
          Runtime.getRuntime().maxMemory(),
          MemoryLimit.availableBytes(),
          Machine::flagOfThisJvm);
    }

    private static Optional<String> flagOfThisJvm(String name) {
      try {
        HotSpotDiagnosticMXBean hotSpot =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return Optional.of(hotSpot.getVMOption(name).getValue());
      } catch (RuntimeException e) {
        return Optional.empty(); // another JVM, or one without this flag
      }
    }

    private boolean isOff(String name) {
      return flag.apply(name).filter("false"::equals).isPresent();
    }

    /** Whether code is never compiled by C2, which alone makes vectors of the Vector API's. */
    private boolean lacksC2() {
      boolean stops =
          flag.apply("TieredStopAtLevel")
              .filter(level -> Integer.parseInt(level) < FULL_TIER)
              .isPresent();
      return stops || vmInfo.contains("interpreted") || vmInfo.contains("emulated-client");
    }
  }

  /** A line for each reason, the worst first. */
  static List<String> reasons(Machine machine, int vectorBits, int threads) {
    List<String> reasons = new ArrayList<>();
    if (machine.lacksC2()) {
      reasons.add(
          "no C2 compiler (JVM in %s): leave out -Xint, -XX:TieredStopAtLevel and the like"
              .formatted(machine.vmInfo()));
    }
    addVectors(reasons, machine, vectorBits);
    if (vectorBits > 0 && machine.isOff("UseFMA")) {
      reasons.add(
          "no FMA instructions: leave out -XX:-UseFMA and -XX:UseAVX; a processor without them"
              + " computes each fma in software");
    }
    if (machine.cores() == 1) {
      reasons.add("one core: allow this process more (taskset, --cpus of a container)");
    } else if (threads < machine.cores()) {
      reasons.add("%d of %d cores: leave out --threads".formatted(threads, machine.cores()));
    }
    addHeap(reasons, machine);
    return reasons;
  }

  /** Why a product cannot be told as a share of the peak. */
  static Optional<String> reason(ProductSpeed product) {
    return product.possible()
        ? Optional.empty()
        : Optional.of(
            "the product came out above the FMA peak each time: the machine's speed changes; end"
                + " other programs and run doctor again");
  }

  private static void addVectors(List<String> reasons, Machine machine, int vectorBits) {
    if (!machine.vectorModule()) {
      reasons.add("no Vector API: start java with --add-modules jdk.incubator.vector");
    } else if (machine.widestBits() == 0) {
      reasons.add("no vectors of 128 bits or more in this JVM: leave out -XX:MaxVectorSize");
    } else if (vectorBits == 0) {
      reasons.add("scalar kernels: leave out --backend scalar");
    } else if (machine.isOff("EnableVectorSupport")) {
      reasons.add("vectors are not compiled to instructions: leave out -XX:-EnableVectorSupport");
    } else if (vectorBits < machine.widestBits()) {
      reasons.add(
          "vectors of %d bits: leave out --vector-bits, %d are possible"
              .formatted(vectorBits, machine.widestBits()));
    } else if (vectorBits == NARROW_BITS) {
      reasons.add(
          "vectors of 128 bits only: leave out -XX:UseAVX and -XX:MaxVectorSize; else the"
              + " processor has none wider");
    }
  }

  private static void addHeap(List<String> reasons, Machine machine) {
    if (machine.heapBytes() < SMALL_HEAP) {
      reasons.add(
          "a heap of %d MiB is collected often: give -Xmx64m or leave it out"
              .formatted(machine.heapBytes() / MEBIBYTE));
    }
    if (machine.heapBytes() > machine.memoryBytes() / 2) {
      reasons.add(
          "the heap may take %d of %d MiB, and matrices live outside it: leave out -Xmx"
              .formatted(machine.heapBytes() / MEBIBYTE, machine.memoryBytes() / MEBIBYTE));
    }
  }
}
