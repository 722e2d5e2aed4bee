package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.data.Sampling;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One seed, one model: the same bits on every vector width at any number of threads. */
class EqualBitsTest {

  /**
   * Golden value: it pins the bits of today. A change of the numerical specification changes it,
   * and the changelog says so; nothing else may.
   */
  private static final String GOLDEN_WITNESS_OF_THE_SAMPLE =
      "61224fc71cda23c72f5db835608704e1fa86dbe0f47713f1af6a7dbc6c6370ab";

  @EveryWidth
  void theGoldenWitness(Kernels kernels) throws IOException {
    assertEquals(GOLDEN_WITNESS_OF_THE_SAMPLE, SmallRun.ofTheSample(kernels));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyWidthAndNumberOfThreads(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      Widths.bits()
          .map(bits -> Widths.kernels(bits, parallel))
          .forEach(kernels ->
              assertEquals(
                  Reference.WITNESSES,
                  witnesses(kernels),
                  () -> kernels.vectorBits() + " bits, " + threads + " threads"));
    }
  }

  private static final class Reference {
    static final Map<String, String> WITNESSES = witnesses(Widths.scalar());
  }

  /** Of each activation, each sampling with two of them. */
  private static Map<String, String> witnesses(Kernels kernels) {
    Map<String, String> witnesses = new TreeMap<>();
    for (Activation activation : Activation.all()) {
      Sampling sampling = Sampling.values()[witnesses.size() % 2];
      String witness = SmallRun.wide(kernels, sampling, activation, 1);
      witnesses.put(activation.name() + " " + sampling, witness);
    }
    return witnesses;
  }

  @Test
  void anotherSeedSamplingOrActivationGivesAnotherModel() {
    Kernels kernels = Widths.scalar();
    String witness = SmallRun.wide(kernels, Sampling.SHUFFLE, new Relu(), 1);
    assertEquals(witness, SmallRun.wide(kernels, Sampling.SHUFFLE, new Relu(), 1));
    assertNotEquals(witness, SmallRun.wide(kernels, Sampling.SHUFFLE, new Relu(), 2));
    assertNotEquals(witness, SmallRun.wide(kernels, Sampling.REPLACEMENT, new Relu(), 1));
    assertNotEquals(witness, SmallRun.wide(kernels, Sampling.SHUFFLE, new Tanh(), 1));
  }

  /** SHA-256 by another program of the bytes of 1, 2, 3, 4, 0.5, NaN, -0 in little endian. */
  @Test
  void theWitnessIsTheSha256OfTheParameters() {
    try (Workspace workspace = new Workspace()) {
      NetSpec spec = NetSpec.twoLayer(2, 1, 2);
      FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 1);
      float anotherNan = Float.intBitsToFloat(0xffc12345);
      float[][] values = {{1, 2}, {3}, {4, 0.5f}, {anotherNan, -0f}};
      for (int i = 0; i < 4; i++) {
        net.params().get(i).value().copyFrom(values[i]);
      }
      assertEquals(
          "899596c8cdcfe5f272b176a9cfbb829f851911f3f87f0bafe29a468fcc8c0560",
          WeightsDigest.of(net));
      net.params().get(3).value().set(0, 1, 0f);
      assertNotEquals(
          "899596c8cdcfe5f272b176a9cfbb829f851911f3f87f0bafe29a468fcc8c0560",
          WeightsDigest.of(net),
          "-0 and +0 differ");
    }
  }
}
