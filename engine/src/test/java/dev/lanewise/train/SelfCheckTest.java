package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.nn.BrokenKernels;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The self-check passes on every backend, and does not pass a wrong gradient. */
class SelfCheckTest {

  @EveryWidth
  void passes(Kernels kernels) {
    assertEquals(SelfCheck.witness(Widths.scalar()), SelfCheck.witness(kernels));
    double error = SelfCheck.gradientError(kernels);
    assertTrue(SelfCheck.acceptable(error), "gradient error " + error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "matmulTransA",
        "matmulTransB",
        "columnSums",
        "activateBackward",
        "loss",
        "addL2Gradient"
      })
  void aGradientATenthTooLargeDoesNotPass(String operation) {
    double error = SelfCheck.gradientError(BrokenKernels.of(operation));
    assertFalse(SelfCheck.acceptable(error), "gradient error " + error);
  }

  @Test
  void anErrorThatIsNoNumberDoesNotPass() {
    assertFalse(SelfCheck.acceptable(Double.NaN));
    assertFalse(SelfCheck.acceptable(Double.POSITIVE_INFINITY));
  }

  @Test
  void anotherUpdateGivesAnotherWitness() {
    assertFalse(
        SelfCheck.witness(Widths.scalar()).equals(SelfCheck.witness(BrokenKernels.of("update"))));
  }
}
