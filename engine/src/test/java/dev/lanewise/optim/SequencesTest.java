package dev.lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Five steps of each rule from 1 along the gradients 0.5, -0.25, 0.1, 0 and -0.4, as PyTorch's
 * formulas give them in double precision.
 */
class SequencesTest {

  private static final float[] GRADIENTS = {0.5f, -0.25f, 0.1f, 0f, -0.4f};
  private static final double[] CONSTANT = {0.1, 0.1, 0.1, 0.1, 0.1};
  private static final double[] FALLING = {0.1, 0.1, 0.01, 0.01, 0.01};

  static Stream<Arguments> sequences() {
    Adam adam = new Adam(0.9, 0.999, 1e-8);
    return Stream.of(
        Arguments.of(new Momentum(0.9), FALLING, 0, doubles(0.95, 0.93, 0.9272, 0.92468, 0.926412)),
        Arguments.of(
            new Nesterov(0.9), CONSTANT, 0, doubles(0.905, 0.912, 0.8768, 0.85412, 0.909708)),
        Arguments.of(
            new RmsProp(0.99, 1e-8),
            doubles(0.01, 0.01, 0.01, 0.01, 0.01),
            0,
            doubles(0.9000000200, 0.9449013374, 0.9271374177, 0.9271374177, 0.9854465902)),
        Arguments.of(
            adam,
            CONSTANT,
            0,
            doubles(0.9000000020, 0.8733662987, 0.8418419430, 0.8160191092, 0.8296375929)),
        Arguments.of(
            new AdamW(0.9, 0.999, 1e-8, 0.1),
            CONSTANT,
            0,
            doubles(0.8900000020, 0.8544662987, 0.8143972800, 0.7804304734, 0.7862446524)),
        Arguments.of(
            adam,
            CONSTANT,
            0.1,
            doubles(0.9000000017, 0.8544413675, 0.8024037944, 0.7529511998, 0.7398614194)));
  }

  private static double[] doubles(double... values) {
    return values;
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void followsPyTorch(Optimizer optimizer, double[] rates, double reg, double[] expected) {
    float[] w = {1};
    float[][] slots = new float[optimizer.slots().size()][1];
    for (int t = 0; t < GRADIENTS.length; t++) {
      float[] factors = Factors.of(optimizer, rates[t], reg, t + 1);
      optimizer.update(w, new float[] {GRADIENTS[t]}, slots, 0, 1, factors);
      assertEquals(expected[t], w[0], 3e-7, optimizer + ", step " + (t + 1));
    }
  }

  /** The check of cs231n's optimizers: 20 values between two ends. */
  private static float[] between(double from, double to) {
    float[] values = new float[20];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from + (to - from) * i / 19);
    }
    return values;
  }

  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of(
            new Adam(0.9, 0.999, 1e-8),
            6, // t = 5 before the step
            1e-2,
            new float[][] {between(0.6, 0.9), between(0.7, 0.5)},
            doubles(-0.40094747, -0.34836187, -0.29577703),
            new double[][] {
              doubles(0.48, 0.49947368, 0.51894737), doubles(0.69966, 0.68908382, 0.67851319)
            }),
        Arguments.of(
            new RmsProp(0.99, 1e-8),
            1,
            1e-2,
            new float[][] {between(0.6, 0.9)},
            doubles(-0.39223849, -0.34037513, -0.28849239),
            new double[][] {doubles(0.5976, 0.6126277, 0.6277108)}),
        Arguments.of(
            new Momentum(0.9),
            1,
            1e-3,
            new float[][] {velocity(between(0.6, 0.9), 1e-3)},
            doubles(0.1406, 0.20738947, 0.27417895),
            new double[][] {}));
  }

  /** PyTorch's velocity, which leads to cs231n's if it begins with -v / rate. */
  private static float[] velocity(float[] v, double rate) {
    float[] b = v.clone();
    for (int i = 0; i < b.length; i++) {
      b[i] = (float) (-v[i] / rate);
    }
    return b;
  }

  @ParameterizedTest
  @MethodSource("published")
  void publishedChecksOfTheCourse(
      Optimizer optimizer,
      int step,
      double rate,
      float[][] slots,
      double[] expected,
      double[][] expectedSlots) {
    float[] w = between(-0.4, 0.6);
    float[] factors = Factors.of(optimizer, rate, 0, step);
    optimizer.update(w, between(-0.6, 0.4), slots, 0, w.length, factors);
    assertArrayEquals(expected, first(w), 2e-7);
    for (int s = 0; s < expectedSlots.length; s++) {
      assertArrayEquals(expectedSlots[s], first(slots[s]), 1e-6);
    }
  }

  private static double[] first(float[] values) {
    return doubles(values[0], values[1], values[2]);
  }

  /** Biases do not decay. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(booleans = {true, false})
  void onlyWeightsDecay(boolean decays) {
    AdamW optimizer = new AdamW(0.9, 0.999, 1e-8, 0.5);
    float[] factors = new float[optimizer.factors()];
    optimizer.setFactors(factors, 0.1, 0, decays, 1);
    float[] w = {2};
    optimizer.update(w, new float[] {0}, new float[2][1], 0, 1, factors);
    assertEquals(decays ? 1.9f : 2f, w[0]);
  }
}
