package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.Slowness.Machine;
import dev.lanewise.kernels.Backends;
import dev.lanewise.train.ProductSpeed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What doctor says is slow. */
class SlownessTest {

  private static final long GIBIBYTE = 1L << 30;
  private static final Machine GOOD =
      machine(4, true, 512, "mixed mode, sharing", GIBIBYTE, Map.of());

  private static Machine machine(
      int cores, boolean module, int bits, String info, long heap, Map<String, String> flags) {
    return new Machine(
        cores,
        module,
        bits,
        info,
        heap,
        8 * GIBIBYTE,
        name -> Optional.ofNullable(flags.get(name)));
  }

  private static Machine with(Map<String, String> flags) {
    return machine(4, true, 512, "mixed mode", GIBIBYTE, flags);
  }

  private static void assertOnly(String start, List<String> reasons) {
    assertEquals(1, reasons.size(), reasons::toString);
    assertTrue(reasons.getFirst().startsWith(start), reasons::toString);
    assertTrue(reasons.getFirst().contains(": "), "what to do: " + reasons);
  }

  @Test
  void nothing() {
    assertEquals(List.of(), Slowness.reasons(GOOD, 512, 4));
    Map<String, String> usual =
        Map.of("UseFMA", "true", "TieredStopAtLevel", "4", "EnableVectorSupport", "true");
    assertEquals(List.of(), Slowness.reasons(with(usual), 512, 4));
  }

  @Test
  void theCompiler() {
    assertOnly("no C2", Slowness.reasons(with(Map.of("TieredStopAtLevel", "1")), 512, 4));
    for (String info : List.of("interpreted mode", "mixed mode, emulated-client, sharing")) {
      assertOnly(
          "no C2", Slowness.reasons(machine(4, true, 512, info, GIBIBYTE, Map.of()), 512, 4));
    }
  }

  @Test
  void instructions() {
    assertOnly("no FMA", Slowness.reasons(with(Map.of("UseFMA", "false")), 512, 4));
    assertOnly(
        "vectors are not compiled",
        Slowness.reasons(with(Map.of("EnableVectorSupport", "false")), 512, 4));
    assertOnly("vectors of 256 bits", Slowness.reasons(GOOD, 256, 4));
    assertOnly("scalar kernels", Slowness.reasons(GOOD, 0, 4));
    assertOnly(
        "vectors of 128 bits only",
        Slowness.reasons(machine(4, true, 128, "", GIBIBYTE, Map.of()), 128, 4));
    assertOnly(
        "no Vector API", Slowness.reasons(machine(4, false, 0, "", GIBIBYTE, Map.of()), 0, 4));
    assertOnly(
        "no vectors of 128 bits or more",
        Slowness.reasons(machine(4, true, 0, "", GIBIBYTE, Map.of()), 0, 4));
  }

  @Test
  void coresAndHeap() {
    assertOnly("one core", Slowness.reasons(machine(1, true, 512, "", GIBIBYTE, Map.of()), 512, 1));
    assertOnly("2 of 4 cores", Slowness.reasons(GOOD, 512, 2));
    assertOnly(
        "a heap of 20 MiB",
        Slowness.reasons(machine(4, true, 512, "", 20 << 20, Map.of()), 512, 4));
    assertOnly(
        "the heap may take 6144 of 8192 MiB",
        Slowness.reasons(machine(4, true, 512, "", 6 * GIBIBYTE, Map.of()), 512, 4));
  }

  @Test
  void aProductAboveThePeak() {
    assertTrue(Slowness.reason(new ProductSpeed(100, 101)).isPresent());
    assertEquals(Optional.empty(), Slowness.reason(new ProductSpeed(100, 100)));
    assertEquals(Optional.empty(), Slowness.reason(new ProductSpeed(0, 3)));
  }

  @Test
  void flagsOfThisJvmAreRead() {
    Machine here = Machine.ofThisJvm();
    assertEquals(Backends.vectorModulePresent(), here.vectorModule());
    assertTrue(here.flag().apply("TieredStopAtLevel").isPresent());
    assertEquals(Optional.empty(), here.flag().apply("NoSuchFlag"));
  }
}
