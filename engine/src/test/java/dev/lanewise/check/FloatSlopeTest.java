package dev.lanewise.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Gelu;
import dev.lanewise.activation.Sigmoid;
import dev.lanewise.activation.Tanh;
import dev.lanewise.nn.ReferenceLayers.Function;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Slopes of functions that are computed in float32. */
class FloatSlopeTest {

  @Test
  void ofSmoothFunctions() {
    for (float x = -6; x <= 6; x += 0.013f) {
      assertSlope(Function.TANH, new Tanh()::forward, x);
      assertSlope(Function.SIGMOID, new Sigmoid()::forward, x);
      assertSlope(Function.GELU, new Gelu()::forward, x);
    }
  }

  private static void assertSlope(Function truth, FloatSlope.Function function, float x) {
    double expected = truth.backward(new double[] {1}, new double[] {x})[0];
    assertEquals(expected, FloatSlope.of(function, x), 5e-5, () -> truth + " at " + x);
  }

  /** Wherever a kink lies, the slope is that of the side of the point, or there is none. */
  @Test
  void besideAKink() {
    int without = 0;
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      float kink = (float) random.nextGaussian();
      float x = kink + (float) (random.nextGaussian() * Math.pow(10, -4 * random.nextDouble()));
      double slope = FloatSlope.of(z -> z > kink ? 3 * (z - kink) : kink - z, x);
      if (Double.isNaN(slope)) {
        without++;
        assertTrue(Math.abs(x - kink) < 2e-3 * Math.max(1, Math.abs(x)), x + " of " + kink);
      } else {
        assertEquals(x > kink ? 3 : -1, slope, 5e-3, () -> x + " beside " + kink);
      }
    }
    assertTrue(without > 100, "only " + without + " beside the kink");
    assertTrue(Double.isNaN(FloatSlope.of(Math::abs, 0)));
  }
}
