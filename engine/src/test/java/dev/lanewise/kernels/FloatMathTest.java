package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.math.FloatMath;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Errors of the engine's own functions against StrictMath in double, in units in the last place.
 */
class FloatMathTest {

  private static final double EXP_ULPS = 2;
  private static final double SIGMOID_ULPS = 3;
  private static final double TANH_ULPS = 2;
  private static final double ERF_ULPS = 1.5;
  private static final int LOW_HALVES = 1 << 16;

  /** A float function, its double reference and where the two are compared. */
  private enum Function {
    EXP(StrictMath::exp) {
      @Override
      float of(float x) {
        return FloatMath.exp(x);
      }
    },
    SIGMOID(x -> 1 / (1 + StrictMath.exp(-x))) {
      @Override
      float of(float x) {
        return FloatMath.sigmoid(x);
      }
    },
    TANH(StrictMath::tanh) {
      @Override
      float of(float x) {
        return FloatMath.tanh(x);
      }
    },
    ERF(FloatMathTest::erf) {
      @Override
      float of(float x) {
        return FloatMath.erf(x);
      }
    };

    private final DoubleUnaryOperator reference;

    Function(DoubleUnaryOperator reference) {
      this.reference = reference;
    }

    abstract float of(float x);

    /** Distance from the truth in ulps of the nearest float; NaN must give NaN. */
    double error(float x) {
      float actual = of(x);
      if (Float.isNaN(x)) {
        return Float.isNaN(actual) ? 0 : Double.POSITIVE_INFINITY;
      }
      double exact = reference.applyAsDouble(x);
      float nearest = (float) exact;
      if (Float.isInfinite(nearest) || Float.isInfinite(actual)) {
        return nearest == actual ? 0 : Double.POSITIVE_INFINITY;
      }
      return Math.abs(actual - exact) / Math.ulp(nearest);
    }

    /** Where 1 + exp(-x) overflows, sigmoid is 0 and the truth a denormal. */
    boolean isTiny(float x) {
      return this == SIGMOID && reference.applyAsDouble(x) < Float.MIN_NORMAL;
    }

    double worst(float[] xs) {
      double worst = 0;
      for (float x : xs) {
        if (isTiny(x)) {
          double difference = Math.abs(of(x) - reference.applyAsDouble(x));
          assertTrue(difference < Float.MIN_NORMAL, () -> this + " of " + x);
        } else {
          worst = Math.max(worst, error(x));
        }
      }
      return worst;
    }

    double limit() {
      return switch (this) {
        case EXP -> EXP_ULPS;
        case SIGMOID -> SIGMOID_ULPS;
        case TANH -> TANH_ULPS;
        case ERF -> ERF_ULPS;
      };
    }
  }

  /**
   * The error function in double: {@code 2 / sqrt(pi) · exp(-x²) · Σ 2^n x^(2n+1) / (1 · 3 · … ·
   * (2n+1))}, all terms of one sign.
   */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  /** Values of Abramowitz and Stegun's table 7.1: the reference is the error function. */
  @Test
  void theReferenceOfErfIsThatOfTheTables() {
    assertEquals(0.1124629160, erf(0.1), 1e-10);
    assertEquals(0.5204998778, erf(0.5), 1e-10);
    assertEquals(0.8427007929, erf(1), 1e-10);
    assertEquals(0.9953222650, erf(2), 1e-10);
    assertEquals(-0.9953222650, erf(-2), 1e-10);
  }

  @Test
  void specialValuesOfErf() {
    assertEquals(0f, FloatMath.erf(0f));
    assertEquals(-0f, FloatMath.erf(-0f));
    assertEquals(1f, FloatMath.erf(Float.POSITIVE_INFINITY));
    assertEquals(-1f, FloatMath.erf(Float.NEGATIVE_INFINITY));
    assertEquals(1f, FloatMath.erf(Float.MAX_VALUE));
    assertEquals(Float.NaN, FloatMath.erf(Float.NaN));
    assertEquals(Float.MIN_VALUE, FloatMath.erf(Float.MIN_VALUE));
  }

  @Test
  void errorsOnTheSweep() {
    for (Function function : Function.values()) {
      double worst = function.worst(Sweep.exponents());
      assertTrue(worst <= function.limit(), () -> function + " is off by " + worst + " ulp");
    }
  }

  /** All 2^32 floats; takes minutes and prints the worst errors that docs/numerics states. */
  @Test
  @Tag("thorough")
  void errorsOnAllFloats() {
    for (Function function : Function.values()) {
      double worst =
          IntStream.range(0, 1 << 16)
              .parallel()
              .mapToDouble(high -> function.worst(allWithHighHalf(high)))
              .max()
              .orElseThrow();
      System.out.println(function + ": at most " + worst + " ulp over all floats");
      assertTrue(worst <= function.limit(), () -> function + " is off by " + worst + " ulp");
    }
  }

  private static float[] allWithHighHalf(int high) {
    float[] values = new float[LOW_HALVES];
    for (int low = 0; low < LOW_HALVES; low++) {
      values[low] = Float.intBitsToFloat(high << 16 | low);
    }
    return values;
  }

  @Test
  void specialExponents() {
    assertEquals(0f, FloatMath.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, FloatMath.exp(Float.POSITIVE_INFINITY));
    assertEquals(Float.NaN, FloatMath.exp(Float.NaN));
    assertEquals(1f, FloatMath.exp(0f));
    assertEquals(1f, FloatMath.exp(-0f));
    assertEquals(0f, FloatMath.exp(-Float.MAX_VALUE));
    assertEquals(Float.POSITIVE_INFINITY, FloatMath.exp(Float.MAX_VALUE));
    assertTrue(FloatMath.exp(-103f) > 0f, "denormal results are not flushed");
  }

  @Test
  void specialActivations() {
    assertEquals(0.5f, FloatMath.sigmoid(0f));
    assertEquals(0f, FloatMath.sigmoid(Float.NEGATIVE_INFINITY));
    assertEquals(1f, FloatMath.sigmoid(Float.POSITIVE_INFINITY));
    assertEquals(Float.NaN, FloatMath.sigmoid(Float.NaN));
    assertEquals(0f, FloatMath.tanh(0f));
    assertEquals(-0f, FloatMath.tanh(-0f));
    assertEquals(-1f, FloatMath.tanh(Float.NEGATIVE_INFINITY));
    assertEquals(1f, FloatMath.tanh(Float.POSITIVE_INFINITY));
    assertEquals(Float.NaN, FloatMath.tanh(Float.NaN));
    assertEquals(1e-40f, FloatMath.tanh(1e-40f));
    assertEquals(-FloatMath.tanh(0.7f), FloatMath.tanh(-0.7f));
  }
}
