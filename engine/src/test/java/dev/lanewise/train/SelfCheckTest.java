package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.lang.reflect.Proxy;
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

  /** Kernels whose operation of this name makes its first output a tenth larger. */
  private static Kernels broken(String operation) {
    Kernels right = Widths.scalar();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(right, arguments);
              if (method.getName().equals(operation)) {
                enlarge((Matrix) arguments[0]);
              }
              return result;
            });
  }

  private static void enlarge(Matrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        matrix.set(i, j, 1.1f * matrix.get(i, j));
      }
    }
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
    double error = SelfCheck.gradientError(broken(operation));
    assertFalse(SelfCheck.acceptable(error), "gradient error " + error);
  }

  @Test
  void anErrorThatIsNoNumberDoesNotPass() {
    assertFalse(SelfCheck.acceptable(Double.NaN));
    assertFalse(SelfCheck.acceptable(Double.POSITIVE_INFINITY));
  }

  @Test
  void anotherUpdateGivesAnotherWitness() {
    assertFalse(SelfCheck.witness(Widths.scalar()).equals(SelfCheck.witness(broken("update"))));
  }
}
